package io.millrace.stream.feed;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** A file of CSV or JSON lines, gzipped or not, that knows how much of it has been read. */
final class DataFile {
  private final Path path;
  private final long size;
  private final CountingStream counter;
  private final InputStream content;
  private final boolean json;

  private DataFile(
      Path path, long size, CountingStream counter, InputStream content, boolean json) {
    this.path = path;
    this.size = size;
    this.counter = counter;
    this.content = content;
    this.json = json;
  }

  static DataFile open(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new IOException(
          "found no file " + path + ", expected CSV or JSON lines, gzipped or not");
    }
    CountingStream counter = new CountingStream(Files.newInputStream(path));
    BufferedInputStream raw = new BufferedInputStream(counter, 1 << 16);
    raw.mark(2);
    boolean gzipped = raw.read() == 0x1f && raw.read() == 0x8b;
    raw.reset();
    BufferedInputStream content =
        new BufferedInputStream(gzipped ? new Unzipped(path, raw) : raw, 1 << 16);
    content.mark(1 << 12);
    int first = content.read();
    while (first == ' ' || first == '\n' || first == '\r' || first == '\t') {
      first = content.read();
    }
    content.reset();
    return new DataFile(path, Files.size(path), counter, content, first == '{');
  }

  String name() {
    return path.toString();
  }

  InputStream content() {
    return content;
  }

  /** Whether it holds JSON lines (else CSV). */
  boolean isJson() {
    return json;
  }

  /** The share of the file's bytes that was read, in [0, 1]. */
  double progress() {
    return size == 0 ? 1 : (double) counter.count / size;
  }

  /** Says which file it is that ends too soon, or is no gzip after all. */
  private static final class Unzipped extends InputStream {
    private final Path path;
    private final InputStream in;

    Unzipped(Path path, InputStream raw) throws IOException {
      this.path = path;
      try {
        in = new GZIPInputStream(raw, 1 << 16);
      } catch (ZipException | EOFException e) {
        throw damaged(e);
      }
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        return in.read(bytes, offset, length);
      } catch (ZipException | EOFException e) {
        throw damaged(e);
      }
    }

    private IOException damaged(IOException e) {
      return new IOException(
          path
              + " begins as gzip and is damaged or cut off ("
              + e.getMessage()
              + "), expected CSV or JSON lines, gzipped or not",
          e);
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  private static final class CountingStream extends FilterInputStream {
    private long count;

    CountingStream(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int value = in.read();
      count += value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = in.read(bytes, offset, length);
      count += Math.max(0, read);
      return read;
    }
  }
}
