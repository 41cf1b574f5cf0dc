package org.menura.train.run.objective;

import java.util.List;
import org.menura.format.FormatException;
import org.menura.model.CausalModel;
import org.menura.model.load.Models;
import org.menura.train.data.Batch;
import org.menura.train.objective.Distillation;
import org.menura.train.schema.Key;
import org.menura.train.schema.Options;
import org.menura.train.task.DistillationTask;

/** Teaches what a larger model would say at each token (arXiv 1503.02531). */
final class DistillationLm implements Objective {
    @Override
    public Traits traits() {
        return Traits.of("distillation", "text", "jsonl", "chat")
                .keys(
                        Key.input("teacher", "The folder of the model to learn from.")
                                .needed(),
                        CommonKeys.TEMPERATURE,
                        Key.choice(
                                "direction",
                                "forward",
                                List.of("forward", "reverse"),
                                "Which divergence: from the teacher to the student, or the other way (MiniLLM, arXiv 2306.08543)."),
                        Key.share(
                                "mixing", 0.5, true, "Weight of the teacher's distribution beside the true token's."));
    }

    @Override
    public StageTask task(StageSetup stage) {
        Options o = stage.options();
        CausalModel student = stage.run().decoder();
        CausalModel teacher = Models.decoder(o.path("teacher"), stage.run().cpu());
        if (teacher.vocabulary() != student.vocabulary()) {
            throw new FormatException(
                    "objective.teacher has %d token ids and the model %d; both must read the same tokens"
                            .formatted(teacher.vocabulary(), student.vocabulary()));
        }
        Distillation.Options options = new Distillation.Options(
                o.text("direction").equals("forward") ? Distillation.Direction.FORWARD : Distillation.Direction.REVERSE,
                o.number("temperature"),
                1 - o.number("mixing"));
        return stage.over(
                data -> LanguageModeling.nextTokens(data, false, false),
                Batch::join,
                steps -> new DistillationTask(student, teacher, steps, options));
    }
}
