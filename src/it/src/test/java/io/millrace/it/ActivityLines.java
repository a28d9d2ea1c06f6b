package io.millrace.it;

import io.millrace.stream.demo.ActivitySettings;
import io.millrace.stream.demo.ActivitySimulator;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;

/**
 * Activity as the lines of a CSV file, and files that differ from it from a row on: for proofs that
 * a list knows nothing of what lies ahead. Rows count from 0.
 *
 * @param lines without the header {@link #HEADER}
 */
record ActivityLines(List<String> lines) {
  static final String HEADER = "user_id,item_id,event,value,timestamp";

  private static final int ITEM = 1;
  private static final int VALUE = 3;
  private static final int TIME = 4;

  static ActivityLines simulated(ActivitySettings settings) {
    List<String> lines = new ArrayList<>();
    new ActivitySimulator(settings)
        .run(
            activity ->
                lines.add(
                    String.join(
                        ",",
                        activity.user(),
                        activity.item(),
                        activity.type(),
                        "5",
                        Long.toString(activity.time() / 1000))));
    return new ActivityLines(lines);
  }

  /** The first rows of a gzipped file of the same columns. */
  static ActivityLines firstOf(Path gzipped, int rows) {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(gzipped)), StandardCharsets.UTF_8))) {
      String header = in.readLine();
      if (!HEADER.equals(header)) {
        throw new IOException(gzipped + " begins with " + header + ", expected " + HEADER);
      }
      return new ActivityLines(in.lines().limit(rows).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int size() {
    return lines.size();
  }

  /** Another item and another value in a row: an item that is nowhere else, worth predicting. */
  ActivityLines replaced(int row) {
    List<String> replaced = new ArrayList<>(lines);
    String[] fields = lines.get(row).split(",");
    fields[ITEM] = "nowhere-else";
    fields[VALUE] = "4.5";
    replaced.set(row, String.join(",", fields));
    return new ActivityLines(replaced);
  }

  /** The rows after a row in another order, as the rows of others, at times of their own. */
  ActivityLines replacedAfter(int row, Random random) {
    List<String> replaced = new ArrayList<>(lines.subList(0, row + 1));
    for (int i = row + 1; i < lines.size(); i++) {
      String[] fields = lines.get(random.nextInt(lines.size())).split(",");
      fields[ITEM] = lines.get(random.nextInt(lines.size())).split(",")[ITEM];
      fields[TIME] = lines.get(i).split(",")[TIME];
      replaced.add(String.join(",", fields));
    }
    return new ActivityLines(replaced);
  }

  Path write(Path file) {
    try {
      return Files.writeString(file, HEADER + "\n" + String.join("\n", lines) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
