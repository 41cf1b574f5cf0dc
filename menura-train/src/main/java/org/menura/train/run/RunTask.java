package org.menura.train.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.menura.format.FormatException;
import org.menura.model.CausalModel;
import org.menura.model.Config;
import org.menura.model.EncoderDecoder;
import org.menura.model.load.ModelKind;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Models;
import org.menura.model.load.Registry;
import org.menura.model.multimodal.MultimodalModel;
import org.menura.model.weights.Adapters;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.grad.Parameter;
import org.menura.train.Task;
import org.menura.train.data.Batch;
import org.menura.train.data.Batches;
import org.menura.train.data.FeedbackBatch;
import org.menura.train.data.ImageTextExamples;
import org.menura.train.data.Seq2SeqBatch;
import org.menura.train.objective.CrossEntropy;
import org.menura.train.objective.Distillation;
import org.menura.train.objective.Kto;
import org.menura.train.objective.PreferenceLoss;
import org.menura.train.recipe.Options;
import org.menura.train.recipe.Recipe;
import org.menura.train.task.BatchReader;
import org.menura.train.task.DistillationTask;
import org.menura.train.task.ImageGenerationBatch;
import org.menura.train.task.KtoTask;
import org.menura.train.task.LanguageModelTask;
import org.menura.train.task.PredictionTask;
import org.menura.train.task.Predictor;
import org.menura.train.task.PreferenceTask;
import org.menura.train.task.RewardTask;

/**
 * What a recipe's section {@code objective} asks for, over its data.
 *
 * @param task what each step does
 * @param stepsPerEpoch after how many steps as many examples were seen as there are
 * @param more what is taught beside the model, such as a value function
 */
record RunTask(Task task, long stepsPerEpoch, List<Parameter> more) {
    RunTask(Task task, long stepsPerEpoch) {
        this(task, stepsPerEpoch, List.of());
    }

    /**
     * What a task is made of.
     *
     * @param taught parameters of the student
     * @param data what is learned from
     * @param earlier data of earlier tasks that are replayed beside it
     * @param text of the model
     * @param cpu for models that learn nothing
     * @param sequences of a batch
     * @param accumulation batches of a step
     */
    record Parts(
            Recipe recipe,
            TrainedModel student,
            List<Parameter> taught,
            RunData data,
            List<RunData> earlier,
            RunText text,
            CpuBackend cpu,
            int sequences,
            int accumulation) {
        Options objective() {
            return recipe.objective();
        }

        /** The same, one example a step. */
        Parts single() {
            return new Parts(recipe, student, taught, data, List.of(), text, cpu, 1, 1);
        }

        CausalModel model() {
            return student.as(CausalModel.class, objective().text("name"));
        }

        BatchReader reader() {
            return text.reader(model(), student.senses());
        }

        /** The model that a policy is held to: what it began as, unless the recipe names another. */
        BatchReader reference() {
            Options o = objective();
            if (!o.has("reference") && !recipe.model().has("checkpoint")) {
                throw new FormatException("the recipe begins with a new model, which is no reference;"
                        + " give model.checkpoint or objective.reference");
            }
            ModelSource source = ModelSource.open(
                    o.has("reference") ? o.path("reference") : recipe.model().path("checkpoint"));
            if (Registry.isA(ModelKind.MULTIMODAL, source.fields())) {
                MultimodalModel senses = Models.open(ModelKind.MULTIMODAL, source, cpu);
                return text.reader(senses.backbone(), senses);
            }
            return BatchReader.ofText(Models.decoder(source, cpu, Adapters.NONE));
        }
    }

    static RunTask of(Parts parts) {
        return new Builder(parts).build();
    }

    private record Builder(Parts p) {
        RunTask build() {
            String name = p.objective().text("name");
            return switch (name) {
                case "causal-lm", "sft" -> languageModel();
                case "masked-lm", "token-classification", "sequence-classification" -> predictions(name);
                case "span-corruption", "seq2seq" -> rewriting(name);
                case "distillation" -> distillation();
                case "reward" -> {
                    double centering = p.objective().number("center_rewards");
                    yield over(
                            RunData::pairs,
                            Batch::join,
                            batches -> new RewardTask(
                                    p.model(), p.student().ops(), p.taught(), batches::apply, centering));
                }
                case "dpo" -> dpo();
                case "kto" -> kto();
                case "grpo", "ppo" -> RunPolicy.of(p);
                case RunOutputs.NAME ->
                    over(
                            d -> d.drawn(
                                    RunOutputs.output(p.student()),
                                    p.objective().number("diffusion_weight") > 0),
                            ImageGenerationBatch::join,
                            batches -> RunOutputs.task(p, batches));
                case "contrastive", "autoencoder", "diffusion" ->
                    over(RunData::looks, ImageTextExamples::join, batches -> RunImages.task(p, batches));
                default -> throw new IllegalArgumentException(name);
            };
        }

        private CrossEntropy.Options smoothing() {
            return new CrossEntropy.Options(p.objective().number("label_smoothing"), 0);
        }

        private RunTask languageModel() {
            Options o = p.objective();
            JsonNode whole = p.student().config();
            Config config =
                    new Config(p.student().senses() == null ? whole : whole.path("text_config"), "the model's config");
            double balance = config.number("router_aux_loss_coef", 0);
            boolean mixture = config.has("num_local_experts") || config.has("num_experts");
            LanguageModelTask.Options options = new LanguageModelTask.Options(
                    new CrossEntropy.Options(o.number("label_smoothing"), o.number("z_loss")),
                    mixture ? balance : 0,
                    mixture ? config.positive("num_experts_per_tok", 2) : 0);
            return over(
                    RunData::nextTokens,
                    Batch::join,
                    batches ->
                            new LanguageModelTask(p.reader(), p.student().ops(), p.taught(), batches::apply, options));
        }

        private RunTask predictions(String name) {
            boolean masked = name.equals("masked-lm");
            Predictor<Batch> predictor = RunPredictors.ofBatches(p.student(), name);
            List<String> labels = p.student().labels();
            return over(
                    d -> masked ? d.masked((float) p.objective().number("mask_rate")) : d.classes(labels),
                    Batch::join,
                    batches -> new PredictionTask<>(
                            predictor, p.student().ops(), p.taught(), batches, smoothing(), !masked));
        }

        private RunTask rewriting(String name) {
            Options o = p.objective();
            EncoderDecoder model = p.student().as(EncoderDecoder.class, name);
            Predictor<Seq2SeqBatch> predictor = RunPredictors.ofPairs(p.student(), name);
            return over(
                    d -> RunData.rewriting(d, o, model),
                    Seq2SeqBatch::join,
                    batches -> new PredictionTask<>(
                            predictor, p.student().ops(), p.taught(), batches, smoothing(), false));
        }

        private RunTask distillation() {
            Options o = p.objective();
            CausalModel teacher = Models.decoder(o.path("teacher"), p.cpu());
            if (teacher.vocabulary() != p.model().vocabulary()) {
                throw new FormatException("objective.teacher has %d token ids and the model %d; both must read the same"
                                .formatted(teacher.vocabulary(), p.model().vocabulary())
                        + " tokens");
            }
            Distillation.Options options = new Distillation.Options(
                    Distillation.Direction.FORWARD, o.number("temperature"), 1 - o.number("mixing"));
            return over(
                    RunData::nextTokens,
                    Batch::join,
                    batches ->
                            new DistillationTask(p.model(), teacher, p.student().ops(), p.taught(), batches, options));
        }

        private RunTask dpo() {
            Options o = p.objective();
            PreferenceLoss loss = switch (o.text("variant")) {
                case "hinge" -> new PreferenceLoss.Hinge();
                case "ipo" -> new PreferenceLoss.Ipo();
                case "robust" -> new PreferenceLoss.Robust(o.number("label_smoothing"));
                default -> new PreferenceLoss.Sigmoid(o.number("label_smoothing"));
            };
            BatchReader reference = p.reference();
            return over(
                    RunData::pairs,
                    Batch::join,
                    batches -> new PreferenceTask(
                            p.reader(),
                            reference,
                            p.student().ops(),
                            p.taught(),
                            batches::apply,
                            o.number("beta"),
                            loss));
        }

        private RunTask kto() {
            Options o = p.objective();
            Kto.Options options =
                    new Kto.Options(o.number("beta"), o.number("desirable_weight"), o.number("undesirable_weight"));
            CausalModel reference = p.reference().model();
            return over(
                    RunData::verdicts,
                    FeedbackBatch::join,
                    batches -> new KtoTask(p.model(), reference, p.student().ops(), p.taught(), batches, options));
        }

        /** A task over batches of the data, and of earlier data where that is replayed. */
        private <B> RunTask over(
                Function<RunData, RunSources<B>> sources,
                Function<List<B>, B> join,
                Function<LongFunction<List<B>>, Task> task) {
            RunSources<B> own = sources.apply(p.data());
            RunSources<B> all = p.earlier().isEmpty()
                    ? own
                    : own.replaying(
                            p.earlier().stream().map(sources).toList(),
                            p.recipe().protection().orElseThrow().number("share"));
            Batches<B> batches = all.batches(p.sequences(), p.recipe().seed(), join);
            LongFunction<List<B>> parts = step -> {
                List<B> of = new ArrayList<>();
                for (int i = 0; i < p.accumulation(); i++) {
                    of.add(batches.at(step * p.accumulation() + i));
                }
                return of;
            };
            long perStep = (long) p.sequences() * p.accumulation();
            return new RunTask(task.apply(parts), Math.max(1, Math.ceilDiv(own.count(), perStep)));
        }
    }
}
