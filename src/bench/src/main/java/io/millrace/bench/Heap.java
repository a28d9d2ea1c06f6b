package io.millrace.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;

/** What of the heap is in use, by objects that are reachable. */
final class Heap {
  /**
   * The serial collector leaves the dead where they lie, up to a twentieth, three times in four.
   */
  private static final int COLLECTIONS = 4;

  private Heap() {}

  /**
   * Bytes right after a collection: the usage of the moment also holds what threads have set apart
   * to allocate from, megabytes that come and go.
   */
  static long held() {
    long held = Long.MAX_VALUE;
    for (int i = 0; i < COLLECTIONS; i++) {
      ManagementFactory.getMemoryMXBean().gc();
      held = Math.min(held, afterCollection());
    }
    return held;
  }

  private static long afterCollection() {
    long held = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      MemoryUsage after = pool.getType() == MemoryType.HEAP ? pool.getCollectionUsage() : null;
      if (after != null) held += after.getUsed();
    }
    return held;
  }
}
