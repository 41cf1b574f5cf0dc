package org.menura.train.run.objective;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.menura.data.CodeRecord;
import org.menura.data.Corpus;
import org.menura.data.Cursor;
import org.menura.data.JsonReader;
import org.menura.data.SpecialTokens;
import org.menura.format.FormatException;
import org.menura.model.EncoderDecoder;
import org.menura.model.layer.Linear;
import org.menura.model.weights.RandomParameters;
import org.menura.model.weights.Weights;
import org.menura.tensor.grad.Parameter;
import org.menura.train.TrainableParameters;
import org.menura.train.code.CodeBatch;
import org.menura.train.code.CodeEncoder;
import org.menura.train.code.CodeExamples;
import org.menura.train.code.CodeFrame;
import org.menura.train.code.CodeObjective;
import org.menura.train.code.CodeTask;
import org.menura.train.code.CodeText;
import org.menura.train.code.DualGeneration;
import org.menura.train.code.IdentifierTagging;
import org.menura.train.code.MaskedIdentifiers;
import org.menura.train.code.SpanDenoising;
import org.menura.train.data.Seq2SeqBatch;
import org.menura.train.measure.Metric;
import org.menura.train.schema.DataSource;
import org.menura.train.schema.Key;
import org.menura.train.schema.Kind;
import org.menura.train.schema.Options;
import org.menura.train.setup.ExampleSources;
import org.menura.train.setup.RunContext;
import org.menura.train.setup.TrainingData;
import org.menura.train.task.Seq2SeqPredictor;

/** Teaches an encoder-decoder source code and its identifiers, by one or several objectives (CodeT5, arXiv 2109.00859). */
final class CodePretraining implements Objective {
    private static final String SPANS = "span-denoising";
    private static final String TAGGING = "identifier-tagging";
    private static final String MASKED = "masked-identifiers";
    private static final String DUAL = "dual-generation";
    private static final List<String> ALL = List.of(SPANS, TAGGING, MASKED, DUAL);
    private static final String KEEP = "keep";

    @Override
    public Traits traits() {
        return Traits.of("code-pretraining", "code")
                .keys(
                        Key.of(
                                "objectives",
                                new Kind.Several(new Kind.Choice(ALL)),
                                List.of(SPANS, TAGGING, MASKED),
                                "What is learned of source code, in turns, each as likely."),
                        CommonKeys.MASK_RATE,
                        CommonKeys.SPAN_LENGTH,
                        Key.positive("tagging_weight", 1.0, "Weight of the loss of identifier-tagging."),
                        Key.choice(
                                "unparsed",
                                "refuse",
                                List.of("refuse", KEEP),
                                "Code that does not parse: an error, or kept without its identifiers."))
                .with(Trait.SEQUENTIAL, Trait.WHOLE)
                .peft("SEQ_2_SEQ_LM");
    }

    @Override
    public StageTask task(StageSetup stage) {
        RunContext run = stage.run();
        EncoderDecoder model = run.student().as(EncoderDecoder.class, name());
        List<Parameter> more = new ArrayList<>();
        Linear tagger = stage.options().texts("objectives").contains(TAGGING) ? tagger(run, more) : null;
        List<Parameter> taught = new ArrayList<>(stage.taught());
        taught.addAll(more);
        StageSetup with = new StageSetup(
                run, taught, stage.data(), stage.earlier(), stage.replayed(), stage.sequences(), stage.accumulation());
        StageTask task = with.over(
                data -> examples(run, data, model, objectives(stage.options(), ALL)),
                CodeBatch::join,
                steps -> new CodeTask(model, tagger, stage.options().number("tagging_weight"), steps));
        return new StageTask(task.task(), task.stepsPerEpoch(), more);
    }

    /** The head of identifier tagging, which begins with random weights and is no part of what is exported. */
    private static Linear tagger(RunContext run, List<Parameter> into) {
        int width = run.student().config().path("d_model").asInt();
        if (width < 1) {
            throw new FormatException("the model's config has no d_model, which identifier-tagging needs to know");
        }
        TrainableParameters parameters = new TrainableParameters(new RandomParameters(run.seed()), _ -> true);
        Linear head = new Linear(Weights.of(parameters, run.ops()).at("identifier_tagger"), width, 1, true);
        into.addAll(parameters.trainables());
        return head;
    }

    private static List<CodeObjective> objectives(Options o, List<String> among) {
        return o.texts("objectives").stream()
                .distinct()
                .filter(among::contains)
                .<CodeObjective>map(name -> switch (name) {
                    case SPANS -> new SpanDenoising(o.number("mask_rate"), o.number("span_length"));
                    case TAGGING -> new IdentifierTagging();
                    case MASKED -> new MaskedIdentifiers();
                    default -> new DualGeneration();
                })
                .toList();
    }

    /** Measures each objective by itself; what the encoder tags is not measured. */
    @Override
    public Metric metric(RunContext run, DataSource source, TrainingData data) {
        LanguageModeling.require(run, source, traits().formats());
        EncoderDecoder model = run.student().as(EncoderDecoder.class, name());
        List<String> names = run.objective().texts("objectives").stream()
                .distinct()
                .filter(n -> !n.equals(TAGGING))
                .toList();
        if (names.isEmpty()) {
            throw new FormatException(
                    "identifier-tagging alone has no held-out metric; take another objective with it, or no evaluation");
        }
        List<Metric> each = names.stream()
                .map(n -> {
                    ExampleSources<CodeBatch> examples =
                            examples(run, data, model, objectives(run.objective(), List.of(n)));
                    return (Metric) LanguageModeling.predictions(
                            run, new Seq2SeqPredictor(model), written(examples), Seq2SeqBatch::join);
                })
                .toList();
        return () -> {
            SequencedMap<String, Double> all = new LinkedHashMap<>();
            for (int i = 0; i < names.size(); i++) {
                String name = names.get(i);
                each.get(i).now().forEach((key, value) -> all.put(names.size() == 1 ? key : name + "_" + key, value));
            }
            return all;
        };
    }

    private static ExampleSources<Seq2SeqBatch> written(ExampleSources<CodeBatch> examples) {
        return new ExampleSources<>(
                examples.examples().stream().map(WrittenExamples::of).toList(), examples.weights());
    }

    private ExampleSources<CodeBatch> examples(
            RunContext run, TrainingData data, EncoderDecoder model, List<CodeObjective> objectives) {
        boolean named = objectives.stream().anyMatch(o -> o instanceof IdentifierTagging || o instanceof MaskedIdentifiers);
        CodeEncoder encoder = new CodeEncoder(
                data.tokenizer(), named, run.objective().text("unparsed").equals(KEEP));
        Sentinels sentinels = Sentinels.of(data.tokenizer(), model.vocabulary());
        CodeFrame frame = new CodeFrame(
                SpecialTokens.of(data.tokenizer()),
                Seq2Seq.end(data.tokenizer()),
                model.startId(),
                sentinels.first(),
                sentinels.count(),
                encoder.tag(CodeEncoder.ENGLISH),
                data.length());
        return data.examples(s -> {
            CodeExamples of = new CodeExamples(texts(s, encoder), objectives, frame);
            if (of.count() == 0) {
                throw new FormatException(("%s holds no code that fits the objectives: identifiers are known of java and"
                                + " python, and dual-generation needs descriptions (the field '%s')")
                        .formatted(s.paths(), s.targetOr("docstring")));
            }
            return of;
        });
    }

    private static List<CodeText> texts(DataSource source, CodeEncoder encoder) {
        List<CodeText> texts = new ArrayList<>();
        try (Cursor<CodeRecord> cursor = new Corpus<>(
                        TrainingData.files(source), JsonReader.code(source.field(), source.targetOr("docstring")))
                .open()) {
            for (CodeRecord record = cursor.next(); record != null; record = cursor.next()) {
                texts.add(encoder.encode(record));
            }
        }
        return texts;
    }
}
