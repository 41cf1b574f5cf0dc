package org.menura.bench.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.menura.bench.train.TrainRun;

/** Steps of training beside PyTorch: forwards, backwards, limiting the gradient's norm, AdamW. */
final class TrainContests {
    /** Steps of each; the first of PyTorch are left out as well as those that Menura leaves out. */
    private static final int STEPS = 9;

    /** PyTorch needs a minute for each step of a scan. */
    private static final int STEPS_OF_SCAN = 2;

    private final Engines engines;
    private final Path configs;
    private final List<Contest> contests = new ArrayList<>();

    private TrainContests(Engines engines, Path configs) {
        this.engines = engines;
        this.configs = configs;
    }

    /**
     * All of them.
     *
     * @param configs folder to write the models' configs to
     */
    static List<Contest> of(Engines engines, Path configs) throws IOException {
        TrainContests out = new TrainContests(engines, configs);
        for (String precision : List.of("float32", "bf16")) {
            out.add("llama-15m", "Llama 15M", precision, "", STEPS);
            out.add("llama-60m", "Llama 60M", precision, "", STEPS);
            out.add("mixtral-4e", "Mixtral, 4 experts", precision, "", STEPS);
        }
        out.add("mamba-15m", "Mamba 15M", "float32", "", STEPS_OF_SCAN);
        out.add("rwkv7-15m", "RWKV-7 15M", "float32", "", STEPS_OF_SCAN);
        for (String precision : List.of("float32", "bf16")) {
            out.add("llama-15m", "Llama 15M", precision, "lora", STEPS);
            out.add("llama-60m", "Llama 60M", precision, "lora", STEPS);
        }
        return out.contests;
    }

    private void add(String model, String title, String precision, String lora, int steps) throws IOException {
        Path config = Engines.config(TrainRun.class, model, configs);
        String name = "train-%s-%s%s".formatted(model, precision, lora.isEmpty() ? "" : "-" + lora);
        String full = "%s, %s%s".formatted(title, precision, lora.isEmpty() ? "" : ", LoRA of rank 8");
        List<Row> rows = List.of(
                new Row(name, "step", "A step of 8 × 256 tokens", full, Unit.MILLISECONDS, new Goal.Ratio(2.0, 3.0)),
                new Row(name, "resident", "Most resident memory while training", full, Unit.MEBIBYTES, Goal.NONE));
        contests.add(new Contest(name, rows, _ -> entrants(config, precision, lora, steps)));
    }

    private List<Entrant> entrants(Path config, String precision, String lora, int steps) {
        List<String> menura = engines.own(TrainRun.class, config, precision, engines.threads(), STEPS);
        List<String> pyTorch = engines.pyTorch(config, precision, steps);
        if (!lora.isEmpty()) {
            menura.add(lora);
            if (pyTorch != null) {
                pyTorch.add("--" + lora);
            }
        }
        return Engines.beside(menura, pyTorch);
    }
}
