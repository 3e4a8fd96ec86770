// Captures that were opened with the installed page, from the file manager.

interface LaunchQueue {
  setConsumer(consumer: (launch: { readonly files: readonly { getFile(): Promise<File> }[] }) => void): void;
}

/** Where the browser knows of such launches (Chromium, installed). */
export function takeLaunchedFiles(open: (files: readonly File[]) => void): void {
  const { launchQueue } = window as { launchQueue?: LaunchQueue };
  launchQueue?.setConsumer(({ files }) => {
    if (files.length === 0) return;
    // A file that is gone by now is no launch.
    void Promise.all(files.map((file) => file.getFile())).then(open, () => undefined);
  });
}
