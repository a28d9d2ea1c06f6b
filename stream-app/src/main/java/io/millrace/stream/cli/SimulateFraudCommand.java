package io.millrace.stream.cli;

import io.millrace.stream.demo.Disturbance;
import io.millrace.stream.demo.SimulatorSettings;
import io.millrace.stream.demo.Transaction;
import io.millrace.stream.demo.TransactionSimulator;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
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

/** {@code millrace simulate fraud}: card transactions with fraud in them, as CSV. */
@Command(
    name = "fraud",
    description =
        "Writes card transactions with fraud in them, by the Fraud Detection Handbook's design:"
            + " CSV in the order of time, with the truth in the column fraud.",
    mixinStandardHelpOptions = true)
final class SimulateFraudCommand implements Callable<Integer> {
  private static final int TELL_EVERY = 4096;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "written anew; gzipped if its name ends in .gz")
  private Path out;

  @Option(names = "--days", defaultValue = "30", description = "default ${DEFAULT-VALUE}")
  private int days;

  @Option(names = "--customers", defaultValue = "5000", description = "default ${DEFAULT-VALUE}")
  private int customers;

  @Option(names = "--terminals", defaultValue = "10000", description = "default ${DEFAULT-VALUE}")
  private int terminals;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "equal seeds give equal transactions; default ${DEFAULT-VALUE}")
  private long seed;

  @Option(
      names = "--start",
      paramLabel = "DAY",
      description =
          "first UTC day, e.g. 2026-01-31; by default such that the last day was yesterday")
  private LocalDate start;

  @Option(names = "--weekends", description = "three fifths of the transactions on weekends")
  private boolean weekends;

  @Option(
      names = "--drift",
      paramLabel = "KIND=FROM[-TO]",
      description =
          "from day FROM, counted from 0, to before day TO: inputs (customers of large amounts"
              + " seldom shop), concept (fraud moves on after 4 days instead of 28) or labels (the"
              + " column fraud is empty); repeatable")
  private List<String> drift = List.of();

  @Mixin private JsonOption json;

  @Override
  public Integer call() throws IOException {
    SimulatorSettings settings =
        SimulatorSettings.sized(
                seed, SimulateCommand.firstDay(start, days), days, customers, terminals)
            .with(weekends, disturbances());
    long began = System.nanoTime();
    Path part = out.resolveSibling(out.getFileName() + ".part");
    long written = 0;
    try (Bar bar = new Bar("simulate fraud")) {
      written = write(settings, part, bar);
      Files.move(part, out, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
    long events = written;
    double seconds = (System.nanoTime() - began) / 1e9;
    LocalDate last = settings.start().plusDays(Math.max(0, days - 1));
    json.print(
        () ->
            JsonOption.object()
                .put("file", out.toString())
                .put("events", events)
                .put("from", settings.start().toString())
                .put("to", last.toString())
                .put("seed", seed)
                .put("elapsed_seconds", seconds),
        lines ->
            lines.printf(
                Locale.ROOT,
                "%,d transactions of %s to %s in %s, %.1f s%n",
                events,
                settings.start(),
                last,
                out,
                seconds));
    return 0;
  }

  private List<Disturbance> disturbances() {
    return drift.stream().map(Disturbance::parse).toList();
  }

  private static long write(SimulatorSettings settings, Path to, Bar bar) throws IOException {
    long began = settings.start().atStartOfDay().toEpochSecond(ZoneOffset.UTC);
    double seconds = Math.max(1, settings.days()) * 86_400.0;
    long count = 0;
    try (BufferedWriter writer = writer(to)) {
      writer.append(Transaction.CSV_HEADER).append('\n');
      StringBuilder line = new StringBuilder(128);
      for (Transaction transaction : new TransactionSimulator(settings)) {
        line.setLength(0);
        transaction.appendCsv(line);
        writer.append(line.append('\n'));
        if (++count % TELL_EVERY == 0) {
          bar.at((transaction.at().getEpochSecond() - began) / seconds, count + " transactions");
        }
      }
    }
    bar.at(1, count + " transactions");
    return count;
  }

  private static BufferedWriter writer(Path to) throws IOException {
    OutputStream file = Files.newOutputStream(to);
    boolean gzipped = to.toString().endsWith(".gz.part");
    OutputStream bytes = gzipped ? new GZIPOutputStream(file, 1 << 16) : file;
    return new BufferedWriter(new OutputStreamWriter(bytes, StandardCharsets.UTF_8), 1 << 16);
  }
}
