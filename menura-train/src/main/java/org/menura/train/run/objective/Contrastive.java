package org.menura.train.run.objective;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;
import org.menura.format.FormatException;
import org.menura.format.hf.ProcessorFiles;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.model.DualEncoder;
import org.menura.train.data.ImageTextExamples;
import org.menura.train.measure.Metric;
import org.menura.train.measure.Retrieval;
import org.menura.train.schema.Checker;
import org.menura.train.schema.DataSource;
import org.menura.train.schema.Options;
import org.menura.train.setup.RunContext;
import org.menura.train.setup.TrainingData;
import org.menura.train.task.ContrastiveTask;
import org.menura.train.task.ImageTexts;

/** Brings pictures and their texts together (CLIP, arXiv 2103.00020; SigLIP, arXiv 2303.15343). */
final class Contrastive implements Objective {
    @Override
    public Traits traits() {
        return Traits.of("contrastive", ImageSources.FORMAT).with(Trait.WHOLE, Trait.IMAGES);
    }

    @Override
    public void check(Options objective, Options batch, Checker checker) {
        if (batch.whole("sequences") < 2) {
            throw checker.error(
                    "batch.sequences", "must be at least 2 with contrastive, which compares those of a batch");
        }
    }

    @Override
    public StageTask task(StageSetup stage) {
        return stage.over(
                ImageSources::varied, ImageTextExamples::join, steps -> new ContrastiveTask(pairs(stage.run()), steps));
    }

    @Override
    public Metric metric(RunContext run, DataSource source, TrainingData data) {
        return new Retrieval(pairs(run), ImageSources.heldOut(run, source, data), run.sequences());
    }

    @Override
    public void export(ModelExport model) throws IOException {
        JsonNode config = model.run().student().config();
        String pictures = model.run().files().pictures(config).toPrettyString() + "\n";
        model.write(config, Map.of(ProcessorFiles.ONE, pictures));
    }

    private ImageTexts pairs(RunContext run) {
        DualEncoder model = run.student().as(DualEncoder.class, name());
        JsonNode config = run.student().config();
        if (!model.judgesPairsAlone()) {
            requireEnd(config, run.text().tokenizer());
        }
        return new ImageTexts(model, run.files().processor(config), run.text().tokenizer());
    }

    /** CLIP takes the row at the end of a text, so the end must stand there; with its old configs the largest id does. */
    private static void requireEnd(JsonNode config, Tokenizer tokenizer) {
        int end = config.path("text_config").path("eos_token_id").asInt(49407);
        int[] ids = tokenizer.encode("a", true, false);
        boolean legacy = end == 2;
        for (int i = 0; i + 1 < ids.length && ids.length > 0; i++) {
            if (ids[i] == end || legacy && ids[i] >= ids[ids.length - 1]) {
                throw noEnd(end);
            }
        }
        if (ids.length == 0 || !legacy && ids[ids.length - 1] != end) {
            throw noEnd(end);
        }
    }

    private static FormatException noEnd(int end) {
        return new FormatException(
                "CLIP reads a text off its end, text_config.eos_token_id (%d), but the tokenizer puts that token not behind"
                                .formatted(end)
                        + " texts, or before them too; make one with `menura tokenizer train --add-eos`, or correct"
                        + " eos_token_id");
    }
}
