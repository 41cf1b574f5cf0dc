package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.menura.format.json.Json;

@Tag("slow")
class BenchCommandTest {
    @Test
    void aTableRowPerTest() {
        Cli.Result result = Cli.run("bench", Cli.stories(), "-p", 16, "-n", 4, "-r", 2, "-t", 1);
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().lines().allMatch(line -> line.startsWith("| ")), result.out());
        assertTrue(result.out().contains("|   260.03 K |") && result.out().contains("pp16"), result.out());
        assertTrue(result.out().contains("tg4") && result.out().contains(" ± "), result.out());
    }

    @Test
    void jsonHasEachRepetition() {
        JsonNode out = Json.parse(
                Cli.run("bench", Cli.data("golden/mamba"), "-p", 0, "-n", 4, "-r", 3, "--json")
                        .out(),
                "output");
        assertEquals(1, out.size());
        assertEquals(4, out.get(0).get("n_gen").asInt());
        assertEquals(3, out.get(0).get("samples_ts").size());
        assertTrue(out.get(0).get("avg_ts").asDouble() > 0);
    }

    @Test
    void severalLengthsAfterAContext() {
        JsonNode out = Json.parse(
                Cli.run("bench", Cli.stories(), "-p", "8,16", "-n", "2", "-d", 32, "-r", 1, "--json")
                        .out(),
                "output");
        assertEquals(List.of("pp8 @ d32", "pp16 @ d32", "tg2 @ d32"), out.findValuesAsText("test"));
        assertEquals(32, out.get(2).get("n_depth").asInt());
    }

    @Test
    void batchesHaveARowEach() {
        Cli.Result result = Cli.run("bench", Cli.stories(), "-p", 8, "-n", 4, "-b", "1,4", "-r", 1);
        assertEquals(0, result.code(), result.err());
        List<String> rows = result.out().lines().toList();
        assertEquals(4, rows.size(), result.out());
        assertTrue(rows.get(0).contains("S_TG t/s"), result.out());
        assertTrue(rows.get(2).startsWith("|     8 |      4 |    1 |     12 |"), result.out());
        assertTrue(rows.get(3).startsWith("|     8 |      4 |    4 |     48 |"), result.out());
        JsonNode out = Json.parse(
                Cli.run("bench", Cli.data("golden/mamba"), "-p", 300, "-n", 2, "-b", 2, "-r", 2, "--json")
                        .out(),
                "output");
        assertEquals(604, out.get(0).get("n_kv").asInt());
        assertEquals(2, out.get(0).get("samples_t_tg").size());
        assertTrue(out.get(0).get("speed_tg").asDouble() > 0);
    }

    @Test
    void badInput() {
        assertEquals(2, Cli.run("bench", Cli.stories(), "-b", 0).code());
        assertEquals(2, Cli.run("bench", Cli.stories(), "-b", 2, "-p", 0).code());
        assertEquals(2, Cli.run("bench", Cli.stories(), "-b", 2, "-d", 8).code());
        assertEquals(
                1, Cli.run("bench", Cli.stories(), "-b", 2, "-p", 500, "-n", 20).code());
        assertEquals(2, Cli.run("bench", Cli.stories(), "-d", -1).code());
        assertEquals(2, Cli.run("bench", Cli.stories(), "-r", 0).code());
        Cli.Result encoder = Cli.run("bench", Cli.data("golden/bert-model"));
        assertEquals(1, encoder.code());
        Cli.Result tooLong = Cli.run("bench", Cli.stories(), "-p", 600, "-n", 0, "-r", 1);
        assertEquals(1, tooLong.code());
        assertTrue(tooLong.err().contains("context"), tooLong.err());
    }
}
