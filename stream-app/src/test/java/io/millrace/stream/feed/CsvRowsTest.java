package io.millrace.stream.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Rows of a CSV stream")
class CsvRowsTest {
  @Test
  void anEmptyFieldIsMissingAndAQuotedEmptyOneIsAnEmptyText() throws IOException {
    assertThat(read("a,b,c\n1,,\"\"\n")).containsExactly(rowOf("1", null, ""));
  }

  @Test
  void quotesKeepCommasLinesAndDoubledQuotes() throws IOException {
    assertThat(read("a,b\n\"x,\ny\",\"say \"\"hi\"\"\"\n"))
        .containsExactly(rowOf("x,\ny", "say \"hi\""));
  }

  @Test
  void theLastRowNeedsNoEndOfLineAndLinesMayEndAsWindowsDoes() throws IOException {
    assertThat(read("a,b\r\n1,2\r\n3,4")).containsExactly(rowOf("1", "2"), rowOf("3", "4"));
  }

  @Test
  void aRowOfAnotherLengthIsRefusedWithItsNumber() {
    assertThatThrownBy(() -> read("a,b\n1,2\n3\n"))
        .hasMessage("file, row 2: found 1 fields, expected 2 (a,b)");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 4096, 65536, 65537, 1 << 20})
  void rowsAreWholeWhereverTheStreamIsCut(int chunk) throws IOException {
    StringBuilder text = new StringBuilder("id,amount,name\n");
    List<List<String>> expected = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      text.append(i).append(',').append(i * 0.5).append(",n").append(i % 97).append('\n');
      expected.add(rowOf("" + i, "" + i * 0.5, "n" + i % 97));
    }
    assertThat(read(text.toString(), chunk)).isEqualTo(expected);
  }

  @Test
  void aRowLongerThanTheBufferIsRead() throws IOException {
    String large = "x".repeat(300_000);
    assertThat(read("a,b\n1," + large + "\n2,y\n"))
        .containsExactly(rowOf("1", large), rowOf("2", "y"));
  }

  private static List<String> rowOf(String... fields) {
    List<String> row = new ArrayList<>();
    for (String field : fields) {
      row.add(field);
    }
    return row;
  }

  private static List<List<String>> read(String text) throws IOException {
    return read(text, Integer.MAX_VALUE);
  }

  private static List<List<String>> read(String text, int chunk) throws IOException {
    InputStream bytes =
        new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
          @Override
          public int read(byte[] target, int offset, int length) {
            return super.read(target, offset, Math.min(length, chunk));
          }
        };
    List<List<String>> read = new ArrayList<>();
    try (CsvRows rows = new CsvRows(bytes, "file")) {
      while (rows.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 0; i < rows.columns().size(); i++) {
          row.add(rows.field(i));
        }
        read.add(row);
      }
    }
    return read;
  }
}
