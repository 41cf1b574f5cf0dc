package org.menura.eval.task.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.menura.format.FormatException;
import org.menura.format.python.Python;

/** Rows as datasets 5.2.0 reads them. */
class TaskDataTest {
    @TempDir
    private Path folder;

    private Map<String, Rows> read(Map<String, Object> files) {
        return TaskData.read("json", null, Map.of("data_files", files), folder);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            value = {
                "{\"d\":\"2020-01-01\"};{\"d\":\"2021-02-03 10:11:12\"} # [{'d': '2020-01-01 00:00:00'}, {'d': '2021-02-03 10:11:12'}]",
                "{\"d\":\"2020-01-01T10:00+05:30\"};{\"d\":\"2021-02-03 10:11:12Z\"} # [{'d': '2020-01-01 04:30:00'}, {'d': '2021-02-03 10:11:12'}]",
                "{\"d\":\"2020-01-01Z\"};{\"d\":\"2020-01-01\"} # [{'d': '2020-01-01Z'}, {'d': '2020-01-01'}]",
                "{\"a\":1};{\"b\":2,\"j\":{\"x\":1}};{\"j\":{\"y\":2}} # [{'a': 1, 'j': None, 'b': None}, {'a': None, 'j': {'x': 1}, 'b': 2}, {'a': None, 'j': {'y': 2}, 'b': None}]",
                "{\"d\":\"2020-01-01\"};{\"d\":\"x\"} # [{'d': '2020-01-01'}, {'d': 'x'}]",
                "{\"d\":\"a\",\"n\":1};{\"d\":3,\"n\":2.5} # [{'d': 'a', 'n': 1.0}, {'d': 3, 'n': 2.5}]",
                "{\"d\":\"12\"};{\"d\":3};{\"d\":\"x\"};{\"d\":1.23456789012345678} # [{'d': 12}, {'d': 3}, {'d': 'x'}, {'d': 1.2345678901000001}]",
                "{\"d\":{\"a\":1,\"b\":2}};{\"d\":{\"b\":3,\"a\":4.5}} # [{'d': {'a': 1.0, 'b': 2}}, {'d': {'a': 4.5, 'b': 3}}]",
                "{\"d\":{\"a\":1,\"b\":2}};{\"d\":{\"b\":3.14159265358979}} # [{'d': {'a': 1, 'b': 2}}, {'d': {'b': 3.1415926536}}]",
                "{\"a\":1};{\"b\":\"x\"};{\"b\":null,\"a\":2} # [{'a': 1, 'b': None}, {'a': None, 'b': 'x'}, {'a': 2, 'b': None}]",
                "{\"l\":[1,2.5,null]};{\"l\":null};{\"l\":[]} # [{'l': [1.0, 2.5, None]}, {'l': None}, {'l': []}]",
                "{\"l\":123456789012345678901234567890} # [{'l': 1.2345678901234568e+29}]",
                "{\"l\":true};{\"l\":2} # [{'l': True}, {'l': 2}]",
                "{\"l\":[{\"a\":1,\"b\":\"x\"},{\"b\":\"y\",\"a\":2}]} # [{'l': [{'a': 1, 'b': 'x'}, {'a': 2, 'b': 'y'}]}]",
            })
    void columnsHaveTheirTypes(String lines, String repr) throws IOException {
        Files.writeString(folder.resolve("t.jsonl"), lines.replace(';', '\n'));
        assertEquals(
                repr, Python.repr(read(Map.of("test", "t.jsonl")).get("test").rows()));
    }

    @Test
    void theFirstSplitSettlesTheTypesOfAll() throws IOException {
        Files.writeString(folder.resolve("a.jsonl"), "{\"x\":1.5,\"y\":\"s\"}\n");
        Files.writeString(folder.resolve("b.jsonl"), "{\"y\":3,\"x\":2}\n{\"x\":7}\n");
        Map<String, Object> files = new java.util.LinkedHashMap<>();
        files.put("train", "a.jsonl");
        files.put("test", List.of("b.jsonl"));
        assertEquals(
                "[{'x': 2.0, 'y': '3'}, {'x': 7.0, 'y': None}]",
                Python.repr(read(files).get("test").rows()));
        Files.writeString(folder.resolve("b.jsonl"), "{\"z\":1}\n");
        FormatException e = assertThrows(FormatException.class, () -> read(files));
        assertTrue(
                e.getMessage()
                        .endsWith("b.jsonl: the column \"z\" is not in the rows that come first, which have: x, y"),
                e.getMessage());
    }

    @Test
    void otherFormatsAreRead() throws IOException {
        Files.writeString(folder.resolve("t.csv"), "q,a,i,m\n\"x, \"\"y\"\"\",yes,1,\n\"z\nw\",no,2,3\n");
        assertEquals(
                "[{'q': 'x, \"y\"', 'a': 'yes', 'i': 1, 'm': None}, {'q': 'z\\nw', 'a': 'no', 'i': 2, 'm': 3.0}]",
                Python.repr(TaskData.read("csv", null, Map.of("data_files", "t.csv"), folder)
                        .get("train")
                        .rows()));
        Files.writeString(folder.resolve("t.json"), "[{\"x\": 0.123456789012345}]");
        assertEquals(
                "[{'x': 0.123456789}]",
                Python.repr(read(Map.of("test", "t.json")).get("test").rows()));
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve("t.jsonl.gz")))) {
            out.write("{\"x\": 1}\n".getBytes(StandardCharsets.UTF_8));
        }
        assertEquals(1, read(Map.of("test", "*.jsonl.gz")).get("test").size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            value = {
                "{} # ['\\ufeffa\\x0cb\\u2028c', 'd', '', 'e']",
                "{keep_linebreaks: true} # ['\\ufeffa\\x0cb\\u2028c\\n', 'd\\n', '\\n', 'e']",
                "{sample_by: paragraph} # ['\\ufeffa\\x0cb\\u2028c\\nd', 'e']",
                "{sample_by: document, features: null} # ['\\ufeffa\\x0cb\\u2028c\\nd\\n\\ne']"
            })
    void textIsReadByLinesParagraphsOrWhole(String settings, String repr) throws IOException {
        Files.writeString(folder.resolve("t.txt"), "\ufeffa\fb\u2028c\r\nd\r\re");
        Map<String, @Nullable Object> all = new LinkedHashMap<>(Map.of("data_files", "t.txt"));
        Pattern.compile("(\\w+): (\\w+)")
                .matcher(settings)
                .results()
                .forEach(m -> all.put(
                        m.group(1),
                        m.group(2).equals("null") ? null : m.group(2).equals("true") ? (Object) true : m.group(2)));
        assertEquals(
                repr,
                Python.repr(TaskData.read("text", null, all, folder).get("train").rows().stream()
                        .map(row -> row.get("text"))
                        .toList()));
        FormatException e = assertThrows(
                FormatException.class,
                () -> TaskData.read("text", null, Map.of("data_files", "t.txt", "sample_by", "page"), folder));
        assertEquals("dataset_kwargs.sample_by is page; text is read by line, paragraph or document", e.getMessage());
    }

    @Test
    void aListInsideOfAFieldIsReadAsATable() throws IOException {
        Files.writeString(folder.resolve("t.json"), """
                {"data": [{"o": {"p": 1}, "date": "2020-01-01", "s": "2020-01-01"}, {"o": {"q": 2}, "date": null, "s": "x"}]}""");
        assertEquals(
                "[{'o': {'p': 1, 'q': None}, 'date': '2020-01-01 00:00:00', 's': '2020-01-01'},"
                        + " {'o': {'p': None, 'q': 2}, 'date': None, 's': 'x'}]",
                Python.repr(TaskData.read("json", null, Map.of("data_files", "t.json", "field", "data"), folder)
                        .get("train")
                        .rows()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            value = {
                "'f':0.6489745531369242;'f':2 # 'f': 0.6489745531000001;'f': 2.0",
                "'f':[-4.7123e-8, 9.046959845122366e16];'f':[-1e-12] # 'f': [-4.7100000000000005e-08, 9.046959845e+16];'f': [-0.0]",
                "'o':{'f':0.1234567890123} # 'o': {'f': 0.12345678900000001}",
                "'f':1.0;'f':null;'f':3 # 'f': 1;'f': None;'f': 3",
                "'f':1.0;'f':2.5 # 'f': 1.0;'f': 2.5",
                "'timestamp':1600000000;'timestamp':null # 'timestamp': '2020-09-13 12:26:40';'timestamp': None",
                "'timestamp':1600000000;'timestamp':5 # 'timestamp': 1600000000;'timestamp': 5",
                "'updated_at':1600000000001 # 'updated_at': '2020-09-13 12:26:40.001000'",
                "'Date':'1600000000';'Date':'1600000001' # 'Date': '2020-09-13 12:26:40';'Date': '2020-09-13 12:26:41'",
                "'time':1600000000 # 'time': 1600000000",
            })
    void pandasReadsAListInsideOfAField(String rows, String repr) throws IOException {
        Files.writeString(
                folder.resolve("t.json"),
                "{\"data\": [{" + rows.replace("'", "\"").replace(";", "}, {") + "}]}");
        assertEquals(
                "[{" + repr.replace(";", "}, {") + "}]",
                Python.repr(TaskData.read("json", null, Map.of("data_files", "t.json", "field", "data"), folder)
                        .get("train")
                        .rows()));
    }

    @Test
    void anArrayIsWrittenByPandasAndReadByArrow() throws IOException {
        Files.writeString(
                folder.resolve("t.json"), "[{\"f\": 0.6489745531369242, \"g\": -1e-12, \"h\": 9.046959845122366e16}]");
        assertEquals(
                "[{'f': 0.6489745531, 'g': -0.0, 'h': 9.046959845e+16}]",
                Python.repr(read(Map.of("test", "t.json")).get("test").rows()));
    }

    @Test
    void aFolderInTheHubsLayoutIsFound() throws IOException {
        Path set = Files.createDirectories(folder.resolve("allenai/ai2_arc/ARC-Easy"));
        Files.writeString(set.resolve("train-00000-of-00001.jsonl"), "{\"x\": 1}\n");
        Files.writeString(set.resolve("test-00000-of-00001.jsonl"), "{\"x\": 2}\n");
        Map<String, Rows> rows = TaskData.read("allenai/ai2_arc", "ARC-Easy", Map.of(), folder);
        assertEquals("[{'x': 2}]", Python.repr(rows.get("test").rows()));
        FormatException e = assertThrows(
                FormatException.class, () -> TaskData.read("allenai/openbookqa", "main", Map.of(), folder));
        assertTrue(e.getMessage().contains("allenai/openbookqa (main) are not on this machine"), e.getMessage());
    }

    @Test
    void rowsAreMappedAsDatasetsMaps() {
        Rows rows = Rows.of(List.of(Map.of("a", 1L), Map.of("a", 2L)))
                .map(row -> Map.of("b", row.get("a").equals(1L) ? (Object) 1L : 2.5));
        assertEquals(List.of("a", "b"), rows.columns());
        assertEquals("[{'a': 1, 'b': 1.0}, {'a': 2, 'b': 2.5}]", Python.repr(rows.rows()));
        assertEquals(
                "[{'c': 1}, {'c': 2}]",
                Python.repr(rows.without(java.util.Set.of("b")).rename("a", "c").rows()));
    }
}
