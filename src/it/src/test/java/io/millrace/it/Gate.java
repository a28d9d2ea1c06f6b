package io.millrace.it;

import io.millrace.embedded.FreePorts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The only way from a service to its broker, which can be cut: then connections stay, and nothing
 * passes in either direction until it is mended, as when a cable is pulled. The broker needs {@link
 * #listener}: clients that come through here are told to come through here again.
 */
final class Gate implements Broker {
  private final ServerSocket door;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private boolean cut;

  private Gate(ServerSocket door, int target) {
    this.door = door;
    this.target = target;
  }

  static Gate open() {
    try {
      ServerSocket door = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
      Gate gate = new Gate(door, FreePorts.any());
      daemon(gate::accept);
      return gate;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the broker behind must be told. */
  Map<String, String> listener() {
    return Map.of(
        "listeners",
        "GATED://localhost:" + target,
        "advertised.listeners",
        "GATED://" + bootstrap(),
        "listener.security.protocol.map",
        "CONTROLLER:PLAINTEXT,BROKER:PLAINTEXT,GATED:PLAINTEXT");
  }

  @Override
  public String bootstrap() {
    return "localhost:" + door.getLocalPort();
  }

  synchronized void cut() {
    cut = true;
  }

  synchronized void mend() {
    cut = false;
    notifyAll();
  }

  private synchronized void awaitMended() throws InterruptedException {
    while (cut) wait();
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        sockets.add(client);
        daemon(() -> connect(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void connect(Socket client) {
    try {
      awaitMended();
      Socket broker = new Socket(InetAddress.getLoopbackAddress(), target);
      sockets.add(broker);
      daemon(() -> pass(client, broker));
      pass(broker, client);
    } catch (IOException away) {
      close(client);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void pass(Socket from, Socket to) {
    byte[] bytes = new byte[64 * 1024];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
        awaitMended();
        out.write(bytes, 0, count);
      }
    } catch (IOException ended) {
      // One side went away: the other one shall know.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close(from);
      close(to);
    }
  }

  private void close(Socket socket) {
    sockets.remove(socket);
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "gate");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    mend();
    try {
      door.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    sockets.forEach(this::close);
  }
}
