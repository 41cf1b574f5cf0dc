package org.menura.bench.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.menura.format.json.Json;
import org.menura.model.CausalModel;
import org.menura.model.Config;
import org.menura.model.load.ModelKind;
import org.menura.model.load.Models;
import org.menura.model.weights.Adapters;
import org.menura.model.weights.RandomParameters;
import org.menura.tensor.Rng;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuGradients;
import org.menura.tensor.cpu.CpuOptions;
import org.menura.tensor.grad.GradBackend;
import org.menura.tensor.grad.Parameter;
import org.menura.train.TrainableParameters;
import org.menura.train.Trainer;
import org.menura.train.data.Batch;
import org.menura.train.lora.LoraConfig;
import org.menura.train.lora.TrainableAdapters;
import org.menura.train.optim.AdamOptions;
import org.menura.train.optim.AdamW;
import org.menura.train.optim.ParameterGroups;
import org.menura.train.schedule.Constant;
import org.menura.train.task.AccumulatingTask.Steps;
import org.menura.train.task.LanguageModelTask;

/**
 * Times training steps of a model with random weights and prints milliseconds and the most resident memory as JSON:
 * {@code TrainRun CONFIG.json float32|bf16 THREADS STEPS [lora]}. A step is 8 sequences of 256 tokens: forwards, backwards,
 * limiting the gradient's norm, AdamW.
 */
public final class TrainRun {
    private static final int SEQUENCES = 8;
    private static final int LENGTH = 256;
    private static final int RANK = 8;

    /** Steps until the JVM has compiled what matters. */
    private static final int WARM_UP = 5;

    private TrainRun() {}

    /** See the class. */
    public static void main(String[] args) throws IOException {
        CpuOptions options =
                CpuOptions.fastest().withThreads(Integer.parseInt(args[2])).withBf16(args[1].equals("bf16"));
        CpuBackend cpu = new CpuBackend(options);
        GradBackend ops = new GradBackend(cpu, new CpuGradients(cpu), false);
        Config config = new Config(Json.parse(Path.of(args[0])), args[0]);
        boolean lora = args.length > 4 && args[4].equals("lora");
        TrainableParameters parameters = new TrainableParameters(new RandomParameters(1), _ -> !lora);
        TrainableAdapters adapters =
                new TrainableAdapters(new LoraConfig(RANK, 2 * RANK, false, false, List.of(LoraConfig.ALL_LINEAR)), 1);
        CausalModel model = Models.build(ModelKind.DECODER, config, parameters, ops, lora ? adapters : Adapters.NONE);
        List<Parameter> taught = lora ? adapters.trainables() : parameters.trainables();
        time(model, ops, taught, options.threads(), Integer.parseInt(args[3]));
    }

    private static void time(CausalModel model, GradBackend ops, List<Parameter> taught, int threads, int steps)
            throws IOException {
        LanguageModelTask task = new LanguageModelTask(
                model, new Steps<>(ops, taught, step -> List.of(batch(model, step))), LanguageModelTask.Options.PLAIN);
        AdamW optimizer = new AdamW(ParameterGroups.all(taught, 0.1), AdamOptions.DEFAULT, threads);
        Trainer trainer = new Trainer(task, optimizer, new Constant(1e-3, 0), 1, threads, null);
        List<Double> milliseconds = new ArrayList<>();
        for (int i = 0; i < WARM_UP + steps; i++) {
            long start = System.nanoTime();
            trainer.run(i, i + 1L, (_, _, _, _) -> {}, () -> false);
            if (i >= WARM_UP) {
                milliseconds.add((System.nanoTime() - start) / 1e6);
            }
        }
        System.out.println(new ObjectMapper()
                .writeValueAsString(Map.of("step", milliseconds, "resident", List.of(Resident.mostMiB()))));
    }

    private static Batch batch(CausalModel model, long step) {
        Rng rng = new Rng(1, step);
        int[] ids = new int[SEQUENCES * LENGTH];
        int[] targets = new int[ids.length];
        Arrays.setAll(ids, _ -> rng.nextInt(model.vocabulary()));
        Arrays.setAll(targets, _ -> rng.nextInt(model.vocabulary()));
        int[] lengths = new int[SEQUENCES];
        Arrays.fill(lengths, LENGTH);
        float[] weights = new float[ids.length];
        Arrays.fill(weights, 1);
        return new Batch(ids, lengths, targets, weights, new int[SEQUENCES]);
    }
}
