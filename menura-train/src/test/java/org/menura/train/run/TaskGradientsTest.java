package org.menura.train.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuGradients;
import org.menura.tensor.cpu.CpuOptions;
import org.menura.tensor.grad.GradBackend;
import org.menura.tensor.grad.Parameter;
import org.menura.train.Task;
import org.menura.train.recipe.Recipe;
import org.menura.train.setup.RecordLimit;
import org.menura.train.setup.RunContext;
import org.menura.train.setup.TrainingData;

/** Along its gradient the loss of a step grows as fast as the gradient says: through models, recordings and parts of a step. */
@Tag("slow")
class TaskGradientsTest {
    @TempDir
    static Path folder;

    private static Workshop workshop;

    @BeforeAll
    static void models() throws IOException {
        workshop = new Workshop(folder);
        workshop.pictures();
        workshop.drawings();
    }

    @ParameterizedTest
    @ValueSource(strings = {"""
                model: {checkpoint: clip}
                data: {path: pictures.jsonl, format: image-text}
                objective: {name: contrastive}
                batch: {sequences: 5, accumulation: 2}
                """, """
                model: {checkpoint: siglip}
                data: {path: pictures.jsonl, format: image-text}
                objective: {name: contrastive}
                batch: {sequences: 5}
                """, """
                model: {config: vae}
                data: {path: pictures.jsonl, format: image-text}
                objective: {name: autoencoder, reconstruction: l2, kl_weight: 0.5}
                batch: {sequences: 3, accumulation: 2}
                """, """
                model: {config: unet.json}
                data: {path: pictures.jsonl, format: image-text}
                objective: {name: diffusion, autoencoder: vae, text_encoder: clip, scheduler: ddim.json, min_snr: 5}
                batch: {sequences: 3, accumulation: 2}
                freeze: []
                """, """
                model: {checkpoint: omni}
                data: {path: drawings.jsonl, format: chat, field: messages}
                objective: {name: output-alignment, diffusion_weight: 0.5}
                batch: {sequences: 2, length: 64, accumulation: 2}
                freeze: []
                """, """
                model: {checkpoint: llama}
                data: {path: stories.txt}
                objective: {name: causal-lm, embedding_noise: 5}
                batch: {sequences: 3, length: 32, accumulation: 2}
                recompute: true
                """, """
                model: {checkpoint: llama}
                data: {path: stories.txt}
                objective: {name: causal-lm}
                batch: {sequences: 3, length: 32, accumulation: 2}
                adapter: {rank: 4, targets: [all-linear], init: random, dropout: 0.3}
                recompute: true
                """, """
                model: {checkpoint: llama}
                data: {path: stories.txt}
                objective: {name: causal-lm, embedding_noise: 5}
                batch: {sequences: 3, length: 32}
                adapter: {rank: 4, targets: ["*_proj"], init: pissa, dropout: 0.1, exclude: [q_proj], ranks: [v_proj=2], blocks: [1]}
                """})
    void theLossGrowsAsTheGradientSays(String text) {
        Recipe recipe = workshop.recipe("none", text + "steps: 1\n");
        CpuBackend cpu = new CpuBackend(CpuOptions.fastest().withThreads(1).withLibraries(false));
        RunContext context =
                RunSetup.context(recipe, cpu, new GradBackend(cpu, new CpuGradients(cpu), recipe.recompute()));
        TrainingData.Maker data = (sources, name) ->
                new TrainingData(context, sources, folder.resolve(name), (_, _, _) -> {}, RecordLimit.none());
        RunStage stage = RunStage.of(recipe, context, data).getFirst();
        Task task = stage.task().task();
        List<Parameter> taught = stage.taught();
        task.gradients(0);
        double norm = 0;
        for (Parameter t : taught) {
            for (float g : t.gradient().toFloats()) {
                norm += (double) g * g;
            }
        }
        norm = Math.sqrt(norm);
        assertTrue(norm > 1e-6, "the gradient is nothing");
        List<float[]> direction =
                taught.stream().map(t -> t.gradient().toFloats().clone()).toList();
        double step = Math.min(1e-3, 1e-2 / norm); // small beside the curvature, large beside rounding
        double up = moved(task, taught, direction, step / norm);
        double down = moved(task, taught, direction, -2 * step / norm);
        assertEquals(norm, (up - down) / (2 * step), 0.03 * norm);
    }

    private static double moved(Task task, List<Parameter> taught, List<float[]> direction, double by) {
        for (int i = 0; i < direction.size(); i++) {
            float[] values = taught.get(i).value().floats();
            int offset = taught.get(i).value().offset();
            for (int k = 0; k < direction.get(i).length; k++) {
                values[offset + k] += (float) (by * direction.get(i)[k]);
            }
        }
        return task.gradients(0).loss();
    }
}
