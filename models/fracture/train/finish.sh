#!/bin/sh
# Everything from the weights of the second and third round (WORK/w/all-2.pt, all-3.pt, fold0-2.pt to fold4-3.pt) to the package and its cards: sh finish.sh
# PYTHON: the interpreter of the virtual environment; NODE: node 24.
set -eu
cd "$(dirname "$0")"
python=${PYTHON:-python}
node="${NODE:-node} --disable-warning=ExperimentalWarning"
work=${FRACTURE_WORK:-../../../data/fracture}
mkdir -p logs
"$python" -W ignore mean.py all fold0 fold1 fold2 fold3 fold4
"$python" -W ignore export.py "$work/w/all-mean.pt" --out "$work/package" > logs/export.txt
"$python" -W ignore folds.py > logs/folds.txt
cat logs/export.txt logs/folds.txt
for name in pretrained all fold0 fold1 fold2 fold3 fold4; do
  for round in "" -2 -3; do
    if [ -e "$work/logs/$name$round.txt" ]; then cp "$work/logs/$name$round.txt" logs/; fi
  done
done
for fold in 0 1 2 3 4; do
  echo "fold $fold"
  "$python" -W ignore export.py "$work/w/fold$fold-mean.pt" --fold $fold --out "$work/eight$fold"
done > logs/eight-bits.txt
"$python" package.py --draft --networks "$work/package"
$node ../evaluate.ts --json --looks "$work/looks.tsv" > logs/rows.part
mv logs/rows.part logs/rows.json
"$python" -W ignore views.py > logs/views.txt
"$python" -W ignore decodes.py > logs/decodes.txt
"$python" curve.py
# The cards name the picture, so that one has to be there before their package is the one that draws it.
if [ ! -e ../failures.png ]; then $node failures.ts ../failures.png; fi
"$python" package.py --networks "$work/package"
$node failures.ts ../failures.png > logs/failures.txt
"$python" package.py --networks "$work/package"
