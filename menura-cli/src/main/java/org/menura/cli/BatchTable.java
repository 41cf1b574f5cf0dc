package org.menura.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.menura.generate.bench.BatchBench;

/** What was measured of batches, with the columns of llama.cpp's llama-batched-bench. */
final class BatchTable {
    private final Console console;
    private final boolean json;
    private final ObjectMapper mapper = new ObjectMapper();
    private final ArrayNode rows = mapper.createArrayNode();

    BatchTable(Console console, boolean json) {
        this.console = console;
        this.json = json;
        if (!json) {
            console.line("|    PP |     TG |    B |   N_KV |   T_PP s | S_PP t/s |   T_TG s | S_TG t/s |      T s |"
                    + "    S t/s |");
            console.line("|-------|--------|------|--------|----------|----------|----------|----------|----------|"
                    + "----------|");
        }
    }

    /** Prints a row, or keeps it for {@link #end}. */
    void add(BatchBench.Test test) {
        if (json) {
            ObjectNode row = rows.addObject()
                    .put("pp", test.prompt())
                    .put("tg", test.generated())
                    .put("pl", test.sequences())
                    .put("n_kv", test.cached())
                    .put("t_pp", test.promptTime())
                    .put("speed_pp", test.promptRate())
                    .put("t_tg", test.tokenTime())
                    .put("speed_tg", test.tokenRate())
                    .put("t", test.promptTime() + test.tokenTime())
                    .put("speed", test.rate());
            row.set("samples_t_pp", mapper.valueToTree(test.promptSeconds()));
            row.set("samples_t_tg", mapper.valueToTree(test.tokenSeconds()));
            return;
        }
        console.line(String.format(
                Locale.ROOT,
                "| %5d | %6d | %4d | %6d | %8.3f | %8.2f | %8.3f | %8.2f | %8.3f | %8.2f |",
                test.prompt(),
                test.generated(),
                test.sequences(),
                test.cached(),
                test.promptTime(),
                test.promptRate(),
                test.tokenTime(),
                test.tokenRate(),
                test.promptTime() + test.tokenTime(),
                test.rate()));
    }

    /** Prints what was kept. */
    void end() throws JsonProcessingException {
        if (json) {
            console.line(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(rows));
        }
    }
}
