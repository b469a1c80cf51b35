export { syncFolder, writeFlushed } from "./flushed-file.ts";
export { isDatabaseDamage, type Migrations, migrate } from "./migrate.ts";
export { isProcessAlive, thisProcess } from "./process-owner.ts";
export { inTransaction } from "./transaction.ts";
