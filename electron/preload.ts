import { contextBridge, ipcRenderer, webUtils } from "electron";

/** What HTTP cannot do, and nothing else: the system's own folder picker, and where a dropped file lies. */
contextBridge.exposeInMainWorld("hounsfield", {
  pickFolder: (): Promise<string | null> => ipcRenderer.invoke("choose-folder"),
  pathOfFile: (file: File): string => webUtils.getPathForFile(file),
});
