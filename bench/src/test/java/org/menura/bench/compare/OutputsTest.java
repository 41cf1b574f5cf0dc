package org.menura.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.menura.format.FormatException;

class OutputsTest {
    @Test
    void llamaBench() {
        String json = """
                [
                  {"n_prompt": 512, "n_gen": 0, "n_depth": 0, "avg_ts": 2.5, "samples_ts": [ 2, 3 ]},
                  {"n_prompt": 0, "n_gen": 64, "n_depth": 0, "samples_ts": [ 4.25 ]},
                  {"n_prompt": 0, "n_gen": 64, "n_depth": 4096, "samples_ts": [ 5 ]}
                ]
                """;
        assertEquals(
                Map.of("pp512", List.of(2.0, 3.0), "tg64", List.of(4.25), "tg64@d4096", List.of(5.0)),
                Outputs.llamaBench(json));
    }

    @Test
    void batchedBenchOfBoth() {
        String lines = """
                {"n_kv_max": 2048, "pp": 16, "tg": 32, "pl": 1, "speed_pp": 100.5, "speed_tg": 10.5}

                main: n_kv_max = 2048
                {"n_kv_max": 2048, "pp": 16, "tg": 32, "pl": 16, "speed_pp": 100.5, "speed_tg": 99}
                """;
        Map<String, List<Double>> expected = Map.of("b1", List.of(10.5), "b16", List.of(99.0));
        assertEquals(expected, Outputs.batchedBench(lines));
        assertEquals(
                expected, Outputs.batchedBench("[ {\"pl\": 1, \"speed_tg\": 10.5}, {\"pl\": 16, \"speed_tg\": 99} ]"));
    }

    @Test
    void samples() {
        assertEquals(
                Map.of("1x32", List.of(7.0), "@1000", List.of(1.5, 2.5)),
                Outputs.samples("{\"1x32\": [7], \"@1000\": [1.5, 2.5]}"));
    }

    @Test
    void somethingElse() {
        assertThrows(FormatException.class, () -> Outputs.llamaBench("error: failed to load model"));
        assertThrows(FormatException.class, () -> Outputs.llamaBench("[{\"n_prompt\": 512}]"));
        assertThrows(FormatException.class, () -> Outputs.samples(""));
    }
}
