package org.menura.recipes.bertner;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the data of this recipe: {@code recipes/run BioText DATA OUT}. DATA holds the folders {@code ner-ncbi-disease},
 * {@code ner-bc5cdr}, {@code ner-bc2gm} and {@code ner-jnlpba}, of one word and its tag a line.
 */
final class BioText {
    private static final List<String> PLAIN = List.of(
            "ner-ncbi-disease/train.tsv",
            "ner-bc5cdr/train.tsv",
            "ner-bc5cdr/devel.tsv",
            "ner-bc2gm/train.tsv",
            "ner-bc2gm/devel.tsv",
            "ner-jnlpba/train.tsv");

    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            System.err.println("usage: recipes/run BioText DATA OUT");
            System.exit(2);
        }
        Path data = Path.of(args[0]);
        Path out = Files.createDirectories(Path.of(args[1]));
        try (Writer text = Files.newBufferedWriter(out.resolve("text.txt"))) {
            for (String name : PLAIN) {
                paragraphs(data.resolve(name), text);
            }
        }
        Files.copy(data.resolve("ner-ncbi-disease/train.tsv"), out.resolve("ner-train.tsv"));
        Files.copy(data.resolve("ner-ncbi-disease/devel.tsv"), out.resolve("ner-devel.tsv"));
        try (Writer text = Files.newBufferedWriter(out.resolve("held-out.txt"))) {
            paragraphs(data.resolve("ner-ncbi-disease/devel.tsv"), text);
        }
    }

    /** Eight sentences a paragraph, without their tags. */
    private static void paragraphs(Path file, Writer text) throws IOException {
        List<String> words = new ArrayList<>();
        int sentences = 0;
        for (String line : Files.readAllLines(file)) {
            if (!line.isBlank()) {
                words.add(line.split("\t")[0]);
            } else if (!words.isEmpty() && ++sentences % 8 == 0) {
                text.write(String.join(" ", words) + "\n\n");
                words.clear();
            }
        }
        text.write(String.join(" ", words) + "\n\n");
    }
}
