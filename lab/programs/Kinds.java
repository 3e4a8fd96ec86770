// Java servers of several habits, a thread per connection: java Kinds.java ADDRESS PORT HABIT [number]
import java.io.*;
import java.net.*;
import java.util.concurrent.*;

class Kinds {
    public static void main(String[] a) throws Exception {
        int number = a.length > 3 ? Integer.parseInt(a[3]) : 0;
        var listener = new ServerSocket(Integer.parseInt(a[1]), 50, InetAddress.getByName(a[0]));
        var places = new Semaphore(a[2].equals("limit") ? number : 100000);
        var threads = Executors.newCachedThreadPool();
        while (true) {
            Socket s = listener.accept();
            if (!places.tryAcquire()) {
                s.close();
                continue;
            }
            threads.submit(() -> {
                try (s) {
                    serve(s, a[2], number);
                } catch (IOException e) {
                    // the client is gone
                } finally {
                    places.release();
                }
            });
        }
    }

    static void serve(Socket s, String habit, int number) throws IOException {
        var in = new BufferedReader(new InputStreamReader(s.getInputStream()));
        var out = s.getOutputStream();
        if (habit.equals("timeout")) s.setSoTimeout(number);
        int n = 0;
        try {
            for (String line; (line = in.readLine()) != null; ) {
                out.write(("OK " + line.length() + "\n").getBytes());
                if (habit.equals("linger") && ++n == number) {
                    try { Thread.sleep(80); } catch (InterruptedException e) { return; }
                    s.setSoLinger(true, 0);
                    return;
                }
            }
        } catch (SocketTimeoutException e) {
            // idle for too long: close
        }
    }
}
