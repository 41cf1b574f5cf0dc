package org.menura.recipes.ner;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.menura.data.TaggedSentence;
import org.menura.eval.baseline.BaselineData;

/**
 * Makes the data of this recipe: {@code recipes/run NerData DATA OUT}. DATA holds the folders {@code ner-ncbi-disease}, {@code ner-bc5cdr},
 * {@code ner-bc2gm} and {@code ner-jnlpba}, of one word and its tag a line. OUT gets a folder for each with {@code train.tsv} and
 * {@code held-out.tsv}: the development part, or where there is none the last fifth of the sentences.
 */
final class NerData {
    private static final List<String> SETS = List.of("ncbi-disease", "bc5cdr", "bc2gm", "jnlpba");
    private static final double TRAINED = 0.8;

    private NerData() {}

    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            System.err.println("usage: recipes/run NerData DATA OUT");
            System.exit(2);
        }
        for (String set : SETS) {
            Path from = Path.of(args[0]).resolve("ner-" + set);
            Path to = Files.createDirectories(Path.of(args[1]).resolve(set));
            List<TaggedSentence> all = BaselineData.tagged(from.resolve("train.tsv"));
            Path other = from.resolve("devel.tsv");
            if (Files.exists(other)) {
                write(all, to.resolve("train.tsv"));
                write(BaselineData.tagged(other), to.resolve("held-out.tsv"));
            } else {
                int cut = (int) (all.size() * TRAINED);
                write(all.subList(0, cut), to.resolve("train.tsv"));
                write(all.subList(cut, all.size()), to.resolve("held-out.tsv"));
            }
        }
    }

    private static void write(List<TaggedSentence> sentences, Path file) throws IOException {
        try (Writer out = Files.newBufferedWriter(file)) {
            for (TaggedSentence sentence : sentences) {
                for (int i = 0; i < sentence.words().size(); i++) {
                    out.write(sentence.words().get(i) + "\t" + sentence.tags().get(i) + "\n");
                }
                out.write("\n");
            }
        }
    }
}
