package org.menura.bench.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Prompts of growing length, read by a Mamba and by a Llama with as many parameters. */
final class Crossover {
    static final List<Integer> LENGTHS = List.of(256, 512, 1024, 2048, 4096, 8192);
    static final String MAMBA = "mamba-130m-Q8_0-lengths";
    static final String LLAMA = "llama-130m-Q8_0-lengths";

    private Crossover() {}

    static List<Contest> of(Engines engines, Path models) {
        return List.of(
                contest(engines, models.resolve("mamba-130m-Q8_0.gguf"), MAMBA, "Mamba 130M"),
                contest(engines, models.resolve("llama-130m-Q8_0.gguf"), LLAMA, "Llama 130M"));
    }

    private static Contest contest(Engines engines, Path model, String name, String title) {
        List<Row> rows = new ArrayList<>();
        for (int length : LENGTHS) {
            rows.add(new Row(
                    name,
                    "pp" + length,
                    "Reading prompts of growing length",
                    "%s, Q8_0, %,d tokens".formatted(title, length),
                    Unit.TOKENS_PER_SECOND,
                    Goal.NONE));
        }
        return new Contest(name, rows, wanted -> {
            String lengths = wanted.stream().map(r -> r.metric().substring(2)).collect(Collectors.joining(","));
            List<String> command = engines.menura("bench", model, "-p", lengths, "-n", 0, "-r", 1, "--json");
            return List.of(new Entrant(Entrant.MENURA, Job.of(command), 1, f -> Outputs.llamaBench(f.out())));
        });
    }
}
