package io.millrace.stream.training;

import io.millrace.stream.topic.Keeping;
import io.millrace.stream.topic.LogTopics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends copies of the replica to the snapshots topic on a thread of its own, reads each back, and
 * thins older ones after one was found whole. Takes one copy ahead; a copy that comes while another
 * waits is dropped, as the next one will hold more.
 */
final class SnapshotSender implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotSender.class);
  private static final int LIST_EVERY = 32;
  private static final long LOOK_MS = 100;
  private static final long CLOSING_MS = 10_000;

  private final BlockingQueue<Copy> waiting = new ArrayBlockingQueue<>(1);
  private final Snapshots snapshots;
  private final SnapshotWriter writer;
  private final Keeping keeping;
  private final Thread thread;
  private List<Snapshot> known = new ArrayList<>();
  private int writes;
  private volatile boolean closed;
  private volatile Optional<Snapshot> last = Optional.empty();

  SnapshotSender(
      Map<String, Object> client, LogTopics topics, Snapshots snapshots, ReplicaSettings settings) {
    this.snapshots = snapshots;
    writer = new SnapshotWriter(client, topics, settings.instance());
    keeping = settings.keeping();
    thread = new Thread(this::run, "snapshots-" + topics.pipeline().name());
    thread.setDaemon(true);
    thread.start();
  }

  void offer(Copy copy) {
    if (!waiting.offer(copy)) {
      LOG.warn("snapshot {} is left out: the one before is still being written", copy.version());
    }
  }

  /** The last snapshot that this instance wrote and found whole, or was told of. */
  Optional<Snapshot> last() {
    return last;
  }

  /** Tells of a snapshot that was read. */
  void read(Snapshot snapshot) {
    last = Optional.of(snapshot);
  }

  private void run() {
    try {
      while (!closed || !waiting.isEmpty()) {
        Copy copy = waiting.poll(LOOK_MS, TimeUnit.MILLISECONDS);
        if (copy != null) write(copy);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      writer.close();
    }
  }

  private void write(Copy copy) {
    try {
      Snapshot written = writer.write(copy, System.currentTimeMillis());
      snapshots.load(written);
      last = Optional.of(written);
      LOG.info("wrote {}, {} bytes", written, copy.bytes().length);
      thin(written);
    } catch (RuntimeException e) {
      LOG.warn("snapshot {} failed, the next one may not: {}", copy.version(), e.getMessage(), e);
    }
  }

  /** Listing reads the whole topic, so what is there is remembered for some writes. */
  private void thin(Snapshot written) {
    if (writes++ % LIST_EVERY == 0) known = new ArrayList<>(snapshots.list());
    else known.add(written);
    List<Snapshot> superfluous = Thinning.superfluous(known, Instant.now(), keeping.audit());
    writer.delete(superfluous);
    known.removeAll(superfluous);
  }

  /** Writes what waits, for some seconds at most. */
  @Override
  public void close() {
    closed = true;
    try {
      thread.join(CLOSING_MS);
      if (thread.isAlive()) thread.interrupt();
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }
}
