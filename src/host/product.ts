/** How the program names itself in objects it writes; the version is that of package.json, which a test holds it to. */
export const productName = "Hounsfield";
export const productVersion = "0.1.0";
