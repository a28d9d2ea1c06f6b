package io.millrace.stream.feed;

import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.model.recommend.ItemNotice;
import io.millrace.stream.parse.ItemParser;
import io.millrace.stream.parse.RejectedException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a file says of items, CSV or JSON lines, gzipped or not, in the order of time; at equal
 * times in that of the file. All of it is held in memory.
 */
final class ItemNotices {
  private final Deque<ItemNotice> left;

  private ItemNotices(List<ItemNotice> all) {
    all.sort(Comparator.comparingLong(ItemNotice::time));
    left = new ArrayDeque<>(all);
  }

  /**
   * @param file null for nothing said
   * @throws IllegalArgumentException if the pipeline hears of no items, or a row cannot be read
   */
  static ItemNotices read(Path file, RecommendPipeline pipeline) throws IOException {
    if (file == null) return new ItemNotices(new ArrayList<>());
    requireItems(pipeline);
    ItemParser parser = new ItemParser(pipeline.items());
    DataFile data = DataFile.open(file);
    return new ItemNotices(data.isJson() ? lines(data, parser) : rows(data, parser));
  }

  static void requireItems(RecommendPipeline pipeline) {
    if (pipeline.items() == null) {
      throw new IllegalArgumentException(
          "found --items, and no section items in the pipeline file, expected one: {topic, format,"
              + " item, withdrawn, title, categories, price, time}");
    }
  }

  /** Hands on what is said up to a time, each once. */
  void until(long time, Consumer<ItemNotice> out) {
    while (!left.isEmpty() && left.peek().time() <= time) {
      out.accept(left.poll());
    }
  }

  private static List<ItemNotice> rows(DataFile file, ItemParser parser) throws IOException {
    List<ItemNotice> all = new ArrayList<>();
    try (CsvRows table = new CsvRows(file.content(), file.name())) {
      int[] columns = columns(table, parser);
      String[] texts = new String[columns.length];
      while (table.next()) {
        for (int i = 0; i < columns.length; i++) {
          texts[i] = columns[i] < 0 ? null : table.field(columns[i]);
        }
        all.add(parser.parse(texts));
      }
    } catch (RejectedException e) {
      throw refused(file, all, e);
    }
    return all;
  }

  /** The column of each path, -1 where there is none: then nothing is said of that. */
  private static int[] columns(CsvRows table, ItemParser parser) throws IOException {
    List<String> paths = parser.paths();
    int[] columns = new int[paths.size()];
    List<String> missing = new ArrayList<>();
    boolean says = false;
    for (int i = 0; i < columns.length; i++) {
      boolean required = parser.requires(paths.get(i));
      columns[i] = required ? table.column(paths.get(i)) : table.columns().indexOf(paths.get(i));
      if (columns[i] < 0) missing.add(paths.get(i));
      says |= !required && columns[i] >= 0;
    }
    // With none of them the file would say nothing.
    if (!says && !missing.isEmpty()) table.column(missing.get(0));
    return columns;
  }

  private static List<ItemNotice> lines(DataFile file, ItemParser parser) throws IOException {
    List<ItemNotice> all = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(file.content(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank()) all.add(parser.parse(line.getBytes(StandardCharsets.UTF_8)));
      }
    } catch (RejectedException e) {
      throw refused(file, all, e);
    }
    return all;
  }

  private static IllegalArgumentException refused(
      DataFile file, List<ItemNotice> read, RejectedException why) {
    return new IllegalArgumentException(
        file.name() + ", row " + (read.size() + 1) + ": " + why.getMessage(), why);
  }
}
