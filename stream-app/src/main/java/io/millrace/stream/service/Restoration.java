package io.millrace.stream.service;

import io.micrometer.core.instrument.Counter;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells how the local stores of an application are rebuilt from their changelogs: how many are, and
 * once all are there, how many records that took and how long. Warm copies on other instances are
 * not counted here. Thread-safe.
 */
final class Restoration implements StateRestoreListener {
  private static final Logger LOG = LoggerFactory.getLogger(Restoration.class);

  private final String application;
  private final Counter restored;
  private final Set<TopicPartition> under = ConcurrentHashMap.newKeySet();
  private long began;
  private long records;
  private int stores;

  /**
   * @param restored counts records
   */
  Restoration(String application, Counter restored) {
    this.application = application;
    this.restored = restored;
  }

  /** How many stores are being rebuilt. */
  int underWay() {
    return under.size();
  }

  @Override
  public synchronized void onRestoreStart(
      TopicPartition partition, String store, long from, long to) {
    if (under.isEmpty()) {
      began = System.nanoTime();
      records = 0;
      stores = 0;
    }
    if (under.add(partition)) stores++;
  }

  @Override
  public synchronized void onBatchRestored(
      TopicPartition partition, String store, long offset, long count) {
    restored.increment((double) count);
    records += count;
  }

  @Override
  public void onRestoreEnd(TopicPartition partition, String store, long total) {
    done(partition);
  }

  @Override
  public void onRestoreSuspended(TopicPartition partition, String store, long total) {
    done(partition);
  }

  private synchronized void done(TopicPartition partition) {
    if (!under.remove(partition) || !under.isEmpty()) return;
    double seconds = (System.nanoTime() - began) / 1e9;
    LOG.info(
        "{}: {} stores are there, {} records restored in {} s",
        application,
        stores,
        records,
        String.format(Locale.ROOT, "%.1f", seconds));
  }
}
