package org.menura.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.menura.generate.classify.Classifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code menura classify}: the classes of texts. */
@Command(
        name = "classify",
        description = {
            "Tells the classes of texts, by a model that was taught them.",
            "The model is an encoder or a decoder with a head for it (...ForSequenceClassification), or --adapter brings one. Prints the likeliest"
                    + " label of each text and its probability, as transformers' text-classification does."
        },
        footer = {
            "%nExamples:",
            "  menura classify distilbert-sst2 --text 'A fine day.'",
            "  menura classify gemma-3-270m.gguf --adapter runs/sentiment/adapter \\",
            "    --file tweets.txt --json",
            "  menura classify nli-model --text 'It rains.' --second 'It is dry.' --top 3"
        })
final class ClassifyCommand implements Callable<Integer> {
    /** Texts that are classified before the first of them is printed. */
    private static final int TOGETHER = 256;

    @Mixin
    private Console console = new Console();

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Mixin
    private TextsOptions texts = new TextsOptions();

    @Option(
            names = "--second",
            paramLabel = "TEXT",
            description = "For models of pairs: the second text of a pair, one for each --text.")
    private List<String> seconds = List.of();

    @Option(
            names = "--adapter",
            paramLabel = "DIR",
            description = "Folder of a PEFT (LoRA) adapter, such as a training with sequence-classification leaves.")
    private @Nullable Path adapter;

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many labels of each text, the likeliest first (default: ${DEFAULT-VALUE}).")
    private int top = 1;

    @Option(names = "--json", description = "Print all labels with their probabilities, a line of JSON for each text.")
    private boolean json;

    @Override
    public Integer call() {
        if (top < 1) {
            throw console.wrong("--top is a number of labels, 1 or more, not " + top);
        }
        List<Classifier.Input> inputs = inputs();
        Classifier classifier = Classifier.open(model.path(), Optional.ofNullable(adapter), model.briefBackend());
        for (int from = 0; from < inputs.size(); from += TOGETHER) {
            List<Classifier.Input> some = inputs.subList(from, Math.min(inputs.size(), from + TOGETHER));
            List<Classifier.Classes> classes = classifier.classifyAll(some);
            for (int i = 0; i < some.size(); i++) {
                console.line(json ? line(some.get(i), classes.get(i)) : shown(some.get(i), classes.get(i)));
            }
        }
        return 0;
    }

    private List<Classifier.Input> inputs() {
        if (!seconds.isEmpty() && (seconds.size() != texts.named() || texts.hasFile())) {
            throw console.wrong("--second goes with --text, one for each; there are %d and %d"
                    .formatted(seconds.size(), texts.named()));
        }
        List<Classifier.Input> inputs = new ArrayList<>();
        for (String text : texts.all()) {
            inputs.add(new Classifier.Input(text, seconds.isEmpty() ? null : seconds.get(inputs.size())));
        }
        if (inputs.isEmpty()) {
            throw console.wrong("which text? give --text or --file");
        }
        return inputs;
    }

    private String shown(Classifier.Input input, Classifier.Classes classes) {
        StringBuilder line = new StringBuilder();
        for (int label :
                classes.order().subList(0, Math.min(top, classes.labels().size()))) {
            line.append("%s %.4f  ".formatted(classes.labels().get(label), classes.probabilities()[label]));
        }
        return line + EmbedCommand.shortened(input.text());
    }

    private static String line(Classifier.Input input, Classifier.Classes classes) {
        ObjectNode line = JsonNodeFactory.instance.objectNode().put("text", input.text());
        if (input.second() != null) {
            line.put("second", input.second());
        }
        line.put("label", classes.best());
        ObjectNode probabilities = line.putObject("probabilities");
        for (int i = 0; i < classes.labels().size(); i++) {
            probabilities.put(classes.labels().get(i), classes.probabilities()[i]);
        }
        return line.toString();
    }
}
