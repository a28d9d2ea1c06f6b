package io.millrace.stream.cli;

import io.millrace.model.recommend.Activity;
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

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "written anew; gzipped if its name ends in .gz")
  private Path out;

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

  @Override
  public Integer call() throws IOException {
    LocalDate first = SimulateCommand.firstDay(start, days);
    ActivitySettings settings = new ActivitySettings(seed, first, days, users, items);
    long began = System.nanoTime();
    Path part = out.resolveSibling(out.getFileName() + ".part");
    try (Bar bar = new Bar("simulate activity")) {
      write(settings, part, bar);
      Files.move(part, out, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    json.print(
        () ->
            JsonOption.object()
                .put("file", out.toString())
                .put("events", written)
                .put("from", first.toString())
                .put("to", first.plusDays(Math.max(0, days - 1)).toString())
                .put("seed", seed)
                .put("elapsed_seconds", seconds),
        lines ->
            lines.printf(
                Locale.ROOT,
                "%,d activities from %s on in %s, %.1f s%n",
                written,
                first,
                out,
                seconds));
    return 0;
  }

  private void write(ActivitySettings settings, Path to, Bar bar) throws IOException {
    long began = settings.start().atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli();
    double millis = Math.max(1, days) * 86_400_000.0;
    try (BufferedWriter writer = writer(to)) {
      writer.write(HEADER);
      new ActivitySimulator(settings)
          .run(
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
