import { contextBridge, ipcRenderer } from "electron";

/** What HTTP cannot do, and nothing else: the system's own folder picker. */
contextBridge.exposeInMainWorld("hounsfield", {
  chooseFolder: (): Promise<string | null> => ipcRenderer.invoke("choose-folder"),
});
