package org.menura.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.menura.data.LabelledText;
import org.menura.eval.baseline.BaselineData;
import org.menura.eval.baseline.CrfTagger;
import org.menura.eval.baseline.Folds;
import org.menura.eval.baseline.LogisticRegression;
import org.menura.eval.baseline.ModelVectors;
import org.menura.eval.baseline.TagLogits;
import org.menura.eval.baseline.TaggingBaselines;
import org.menura.eval.baseline.Terms;
import org.menura.eval.baseline.TextBaselines;
import org.menura.eval.baseline.TextClassifier;
import org.menura.eval.baseline.TextVectors;
import org.menura.eval.baseline.TfIdf;
import org.menura.eval.baseline.WordAttributes;
import org.menura.generate.classify.Classifier;
import org.menura.generate.embed.Pooling;
import org.menura.tensor.Backend;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How baselines are fitted. */
final class EvalBaselineOptions {
    @Mixin
    private ThreadOptions threads = new ThreadOptions();

    @Option(
            names = "--methods",
            split = ",",
            paramLabel = "NAME",
            description =
                    "Which methods, with commas between (default: crf,dictionary or tfidf,majority, and what --vectors and --encoder are for).")
    private List<String> methods = List.of();

    @Option(
            names = "--vectors",
            paramLabel = "MODEL",
            description = "A model whose states describe words or texts; it is not trained.")
    private @Nullable String vectors;

    @Option(
            names = "--encoder",
            paramLabel = "MODEL",
            description = "A model that was taught to tag words, for encoder and crf+encoder.")
    private @Nullable String encoder;

    @Option(
            names = "--classifier",
            paramLabel = "MODEL",
            description =
                    "A model that was taught the classes of texts, for classifier and tfidf+classifier. With --folds, {fold} in it is the"
                            + " number of the fold that it was not taught, and {seed} that of the dealing.")
    private @Nullable String classifier;

    @Option(
            names = "--classifier-adapter",
            paramLabel = "DIR",
            description = "Folder of its adapter, in which {fold} and {seed} mean the same.")
    private @Nullable String classifierAdapter;

    @Option(
            names = "--layers",
            split = ",",
            paramLabel = "N",
            description = "The layers whose mean describes a word, from 0 on (default: -1, the last).")
    private List<Integer> layers = List.of(-1);

    @Option(
            names = "--pooling",
            paramLabel = "mean|cls|last|...",
            description = "How the tokens of a text become one vector (default: what the model says).")
    private @Nullable Pooling pooling;

    @Option(
            names = "--vector-weight",
            paramLabel = "X",
            defaultValue = "1",
            description = "By what vectors of texts, of length 1, are multiplied (default: ${DEFAULT-VALUE}).")
    private double weight = 1;

    @Option(
            names = "--attributes",
            paramLabel = "rich|simple",
            description = "What describes a word to the CRF (default: rich).")
    private WordAttributes attributes = WordAttributes.RICH;

    @Option(
            names = "--c1",
            paramLabel = "X",
            defaultValue = "0.1",
            description = "The CRF's penalty on absolute weights (default: ${DEFAULT-VALUE}).")
    private double c1 = 0.1;

    @Option(
            names = "--c2",
            paramLabel = "X",
            defaultValue = "0.1",
            description = "The CRF's penalty on squared weights (default: ${DEFAULT-VALUE}).")
    private double c2 = 0.1;

    @Option(
            names = "--iterations",
            paramLabel = "N",
            defaultValue = "100",
            description = "After how many steps the CRF's fit ends at the latest (default: ${DEFAULT-VALUE}).")
    private int iterations = 100;

    @Option(
            names = "--terms",
            paramLabel = "words|characters|characters_in_words",
            description = "What TF-IDF counts (default: words).")
    private Terms terms = Terms.WORDS;

    @Option(
            names = "--ngrams",
            split = "-",
            paramLabel = "N",
            description = "Lengths of n-grams, such as 1-2 (default: 1-2).")
    private List<Integer> ngrams = List.of(1, 2);

    @Option(
            names = "--min-documents",
            paramLabel = "N",
            defaultValue = "2",
            description = "In how many texts a term must be (default: ${DEFAULT-VALUE}).")
    private int minDocuments = 2;

    @Option(
            names = "--regression-c",
            paramLabel = "X",
            defaultValue = "10",
            description =
                    "Inverse strength of the logistic regression's penalty, as scikit-learn's C (default: ${DEFAULT-VALUE}).")
    private double c = 10;

    @Option(
            names = "--unweighted",
            description = "Let frequent classes count for more than rare ones in the regression.")
    private boolean unweighted;

    @Option(
            names = "--text-field",
            paramLabel = "NAME",
            defaultValue = "text",
            description = "Column or field of the text (default: ${DEFAULT-VALUE}).")
    private String text = "text";

    @Option(
            names = "--second-field",
            paramLabel = "NAME",
            description = "Column or field of the second text of pairs, such as a claim beside its evidence.")
    private @Nullable String second;

    @Option(
            names = "--group-field",
            paramLabel = "NAME",
            description = "With --folds: column or field of the group of a text; those of one group stay in one fold.")
    private @Nullable String group;

    @Option(
            names = "--label-field",
            paramLabel = "NAME",
            defaultValue = "label",
            description = "Column or field of the label (default: ${DEFAULT-VALUE}).")
    private String label = "label";

    List<String> taggers() {
        List<String> usual = new ArrayList<>(List.of("crf", "dictionary"));
        usual.addAll(vectors == null ? List.of() : List.of("crf+vectors"));
        usual.addAll(encoder == null ? List.of() : List.of("encoder", "crf+encoder"));
        return methods.isEmpty() ? usual : methods;
    }

    List<String> classifiers() {
        List<String> usual = new ArrayList<>(List.of("tfidf", "majority"));
        usual.addAll(vectors == null ? List.of() : List.of("tfidf+vectors", "vectors"));
        usual.addAll(classifier == null ? List.of() : List.of("classifier", "tfidf+classifier"));
        return methods.isEmpty() ? usual : methods;
    }

    Backend backend() {
        return threads.backend(false);
    }

    List<LabelledText> read(Path file) {
        return BaselineData.labelled(file, text, second, label);
    }

    /** What deals the texts out, by a seed: by their classes, or by their groups, which are read once. */
    IntFunction<Folds> dealer(Path file, List<LabelledText> rows, int count) {
        if (group == null) {
            List<String> labels = rows.stream().map(LabelledText::label).toList();
            return seed -> Folds.stratified(labels, count, seed);
        }
        // As labels, groups may be numbers, too.
        List<String> groups = BaselineData.labelled(file, text, group).stream()
                .map(LabelledText::label)
                .toList();
        return seed -> Folds.grouped(groups, count, seed);
    }

    TaggingBaselines tagging() {
        String model = vectors;
        String taught = encoder;
        return new TaggingBaselines(
                new CrfTagger.Settings(attributes, c1, c2, iterations),
                model == null ? null : ModelVectors.open(ModelArgument.find(model), layers, backend()),
                taught == null ? null : TagLogits.open(ModelArgument.find(taught), backend()));
    }

    TextBaselines texts(Console console) {
        if (ngrams.isEmpty() || ngrams.size() > 2) {
            throw console.wrong("--ngrams is a length or two, such as 1-2, not " + ngrams);
        }
        if (encoder != null) {
            throw console.wrong(
                    "--encoder tags words; for texts with a label give --vectors MODEL or --classifier MODEL");
        }
        TfIdf.Settings counted = TfIdf.Settings.words()
                .terms(terms)
                .ngrams(ngrams.getFirst(), ngrams.getLast())
                .minDocuments(minDocuments)
                .dampened();
        LogisticRegression.Settings regression =
                LogisticRegression.Settings.defaults().c(c);
        String model = vectors;
        return new TextBaselines(
                new TextClassifier.Settings(counted, weight, unweighted ? regression : regression.weighed()),
                model == null ? null : TextVectors.open(ModelArgument.find(model), pooling, backend()));
    }

    /** With the classifiers that were each not taught a fold of a dealing, if there are any. */
    TextBaselines taught(TextBaselines baselines, int seed) {
        String model = classifier;
        String adapter = classifierAdapter;
        if (model == null) {
            return baselines;
        }
        Backend ops = backend();
        return baselines.withTaught(fold -> Classifier.open(
                ModelArgument.find(filled(model, fold, seed)),
                adapter == null ? Optional.empty() : Optional.of(Path.of(filled(adapter, fold, seed))),
                ops));
    }

    private static String filled(String name, int fold, int seed) {
        return name.replace("{fold}", Integer.toString(fold)).replace("{seed}", Integer.toString(seed));
    }
}
