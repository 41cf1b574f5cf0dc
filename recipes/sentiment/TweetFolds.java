package org.menura.recipes.sentiment;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.menura.data.LabelledText;
import org.menura.eval.baseline.BaselineData;
import org.menura.eval.baseline.Folds;

/**
 * Makes the data of this recipe: {@code recipes/run TweetFolds tweets.csv OUT}. OUT gets five folds, {@code train-K.jsonl} and {@code
 * held-out-K.jsonl}: those that {@code menura eval baseline --folds 5} deals out first.
 */
final class TweetFolds {
    private static final int FOLDS = 5;
    private static final long SEED = 1;

    private TweetFolds() {}

    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            System.err.println("usage: recipes/run TweetFolds tweets.csv OUT");
            System.exit(2);
        }
        List<LabelledText> tweets = BaselineData.labelled(Path.of(args[0]), "text", "label");
        Path to = Files.createDirectories(Path.of(args[1]));
        List<String> lines = tweets.stream()
                .map(tweet -> JsonNodeFactory.instance
                        .objectNode()
                        .put("text", tweet.text())
                        .put("label", tweet.label())
                        .toString())
                .toList();
        Folds folds = Folds.stratified(tweets.stream().map(LabelledText::label).toList(), FOLDS, SEED);
        for (int fold = 0; fold < FOLDS; fold++) {
            Files.write(to.resolve("train-%d.jsonl".formatted(fold + 1)), folds.pick(lines, fold, false));
            Files.write(to.resolve("held-out-%d.jsonl".formatted(fold + 1)), folds.pick(lines, fold, true));
        }
    }
}
