/** Body surface area in cm2 (Du Bois & Du Bois 1916: 0.007184 W^0.425 H^0.725 m2, W in kg, H in cm). */
export function bodySurfaceCm2(weightKg: number, sizeM: number): number {
  return 71.84 * weightKg ** 0.425 * (sizeM * 100) ** 0.725;
}

/**
 * Lean body mass in kg (James 1976): men 1.10 W - 128 (W/H)^2, women 1.07 W - 148 (W/H)^2, H in cm. It turns around for very heavy
 * people, where it is not given.
 */
export function leanBodyMassJamesKg(weightKg: number, sizeM: number, sex: "M" | "F"): number | undefined {
  const [factor, square] = sex === "M" ? [1.1, 128] : [1.07, 148];
  const sizeCm = sizeM * 100;
  const isPastItsPeak = weightKg > (factor * sizeCm ** 2) / (2 * square);
  return isPastItsPeak ? undefined : factor * weightKg - square * (weightKg / sizeCm) ** 2;
}

/** Lean body mass in kg (Janmahasatian et al. 2005): 9270 W / (6680 + 216 BMI) for men, 9270 W / (8780 + 244 BMI) for women. */
export function leanBodyMassJanmahasatianKg(weightKg: number, sizeM: number, sex: "M" | "F"): number {
  const index = weightKg / sizeM ** 2;
  return (9270 * weightKg) / (sex === "M" ? 6680 + 216 * index : 8780 + 244 * index);
}
