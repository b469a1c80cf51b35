#!/bin/sh
# Everything from the weights of the second round (WORK/w/all-2.pt, fold0-2.pt to fold4-2.pt) to the package and its cards: sh finish.sh
# PYTHON: the interpreter of the virtual environment; NODE: node 24.
set -eu
cd "$(dirname "$0")"
python=${PYTHON:-python}
node="${NODE:-node} --disable-warning=ExperimentalWarning"
work=${FRACTURE_WORK:-../../../data/fracture}
mkdir -p logs
"$python" -W ignore export.py "$work/w/all-2.pt" --out "$work/package" > logs/export.txt
"$python" -W ignore folds.py > logs/folds.txt
cat logs/export.txt logs/folds.txt
for name in pretrained all fold0 fold1 fold2 fold3 fold4 all-2 fold0-2 fold1-2 fold2-2 fold3-2 fold4-2; do
  if [ -e "$work/logs/$name.txt" ]; then cp "$work/logs/$name.txt" logs/; fi
done
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
