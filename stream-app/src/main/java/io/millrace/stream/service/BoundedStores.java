package io.millrace.stream.service;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.Filter;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;

/**
 * Memory of each store on disk: two write buffers of 8 MB and 16 MB of cached blocks, where Streams
 * takes 48 MB and 50 MB. A pipeline has a store for each entity and two for the label join, in
 * every task. One bound for all of them together was measured to cost a quarter of the throughput.
 */
public final class BoundedStores implements RocksDBConfigSetter {
  private static final long BLOCK_CACHE = 16L << 20;
  private static final long WRITE_BUFFER = 8L << 20;
  private static final int WRITE_BUFFERS = 2;
  private static final double BLOOM_BITS = 10;

  /**
   * Bytes outside the heap of one store in one task; indexes and filters of what is on disk, some 2
   * bytes a key, come on top.
   */
  public static final long MOST = BLOCK_CACHE + WRITE_BUFFERS * WRITE_BUFFER;

  private Cache cache;
  private Filter filter;

  @Override
  public void setConfig(String store, Options options, Map<String, Object> configs) {
    cache = new LRUCache(BLOCK_CACHE);
    filter = new BloomFilter(BLOOM_BITS);
    BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
    table.setBlockCache(cache);
    table.setFilterPolicy(filter);
    options.setTableFormatConfig(table);
    options.setWriteBufferSize(WRITE_BUFFER);
    options.setMaxWriteBufferNumber(WRITE_BUFFERS);
  }

  @Override
  public void close(String store, Options options) {
    cache.close();
    filter.close();
  }
}
