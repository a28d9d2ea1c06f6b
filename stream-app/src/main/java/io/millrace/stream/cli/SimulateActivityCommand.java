package io.millrace.stream.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.model.recommend.Activity;
import io.millrace.model.recommend.ItemDescription;
import io.millrace.model.recommend.ItemNotice;
import io.millrace.stream.demo.ActivitySettings;
import io.millrace.stream.demo.ActivitySimulator;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.zip.GZIPOutputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace simulate activity}: what users with tastes view and purchase, as CSV. */
@Command(
    name = "activity",
    description =
        "Writes activity of users whose tastes drift, in sessions, with trends and new items: CSV"
            + " in the order of time, as recommendations.yaml reads it.",
    mixinStandardHelpOptions = true)
final class SimulateActivityCommand implements Callable<Integer> {
  private static final int TELL_EVERY = 4096;
  private static final String HEADER = "user_id,item_id,event,value,timestamp\n";
  private static final String ITEMS_HEADER = "item_id,title,price,categories,from\n";

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "written anew; gzipped if its name ends in .gz")
  private Path out;

  @Option(
      names = "--items-out",
      paramLabel = "FILE",
      description =
          "what is said of the items, written anew: item_id, title, price, categories (parted by |),"
              + " from (epoch seconds of the day on which it comes); gzipped alike")
  private Path itemsOut;

  @Option(names = "--days", defaultValue = "60", description = "default ${DEFAULT-VALUE}")
  private int days;

  @Option(names = "--users", defaultValue = "1000", description = "default ${DEFAULT-VALUE}")
  private int users;

  @Option(names = "--items", defaultValue = "2000", description = "default ${DEFAULT-VALUE}")
  private int items;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "equal seeds give equal activity; default ${DEFAULT-VALUE}")
  private long seed;

  @Option(
      names = "--start",
      paramLabel = "DAY",
      description =
          "first UTC day, e.g. 2026-01-31; by default such that the last day was yesterday")
  private LocalDate start;

  @Mixin private JsonOption json;

  private long written;
  private long described;

  @Override
  public Integer call() throws IOException {
    LocalDate first = SimulateCommand.firstDay(start, days);
    ActivitySettings settings = new ActivitySettings(seed, first, days, users, items);
    ActivitySimulator simulator = new ActivitySimulator(settings);
    long began = System.nanoTime();
    if (itemsOut != null) {
      replace(itemsOut, part -> writeItems(simulator.notices(), part));
    }
    try (Bar bar = new Bar("simulate activity")) {
      replace(out, part -> write(simulator, settings, part, bar));
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    json.print(
        () -> json(first, seconds),
        lines -> {
          lines.printf(
              Locale.ROOT,
              "%,d activities from %s on in %s, %.1f s%n",
              written,
              first,
              out,
              seconds);
          if (itemsOut != null) lines.printf(Locale.ROOT, "%,d items in %s%n", described, itemsOut);
        });
    return 0;
  }

  private ObjectNode json(LocalDate first, double seconds) {
    ObjectNode json =
        JsonOption.object()
            .put("file", out.toString())
            .put("events", written)
            .put("from", first.toString())
            .put("to", first.plusDays(Math.max(0, days - 1)).toString())
            .put("seed", seed)
            .put("elapsed_seconds", seconds);
    if (itemsOut != null) json.put("items_file", itemsOut.toString()).put("items", described);
    return json;
  }

  private interface Content {
    void write(Path part) throws IOException;
  }

  /** So that a file is whole or as it was. */
  private static void replace(Path file, Content content) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      content.write(part);
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private void writeItems(List<ItemNotice> notices, Path to) throws IOException {
    try (BufferedWriter writer = writer(to)) {
      writer.write(ITEMS_HEADER);
      for (ItemNotice notice : notices) {
        ItemDescription about = notice.about();
        writer.write(
            String.format(
                Locale.ROOT,
                "%s,%s,%.2f,%s,%d\n",
                notice.item(),
                about.title(),
                about.price(),
                String.join("|", about.categories()),
                notice.time() / 1000));
      }
    }
    described = notices.size();
  }

  private void write(ActivitySimulator simulator, ActivitySettings settings, Path to, Bar bar)
      throws IOException {
    long began = settings.start().atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli();
    double millis = Math.max(1, days) * 86_400_000.0;
    try (BufferedWriter writer = writer(to)) {
      writer.write(HEADER);
      simulator.run(
          activity -> {
            write(writer, activity);
            if (written % TELL_EVERY == 0) {
              bar.at((activity.time() - began) / millis, written + " activities");
            }
          });
    }
    bar.at(1, written + " activities");
  }

  private void write(BufferedWriter writer, Activity activity) {
    try {
      writer.write(activity.user());
      writer.write(',');
      writer.write(activity.item());
      writer.write(',');
      writer.write(activity.type());
      writer.write(",1,");
      writer.write(Long.toString(activity.time() / 1000));
      writer.write('\n');
      written++;
    } catch (IOException e) {
      throw new UncheckedIOException("writing " + out, e);
    }
  }

  private static BufferedWriter writer(Path to) throws IOException {
    OutputStream file = Files.newOutputStream(to);
    boolean gzipped = to.toString().endsWith(".gz.part");
    OutputStream bytes = gzipped ? new GZIPOutputStream(file, 1 << 16) : file;
    return new BufferedWriter(new OutputStreamWriter(bytes, StandardCharsets.UTF_8), 1 << 16);
  }
}
