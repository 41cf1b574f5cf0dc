package org.menura.recipes.ner;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.eval.baseline.BaselineData;
import org.menura.train.recipe.Recipe;

/** The recipe that tags four sets, and the data that its program makes. */
class NerRecipeTest {
    private static Path root() {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(root.resolve("recipes/ner"))) {
            root = Objects.requireNonNull(root.getParent());
        }
        return root;
    }

    @Test
    void setsWithoutAHeldOutPartAreCut(@TempDir Path folder) throws IOException {
        String sentence = "with\tO\ncystic\tB-Disease\nfibrosis\tI-Disease\n\n";
        for (String set : List.of("ncbi-disease", "bc5cdr", "bc2gm", "jnlpba")) {
            Path to = Files.createDirectories(folder.resolve("data/ner-" + set));
            Files.writeString(to.resolve("train.tsv"), sentence.repeat(10));
            if (!set.equals("jnlpba")) {
                Files.writeString(to.resolve("devel.tsv"), sentence.repeat(3));
            }
        }
        Path out = folder.resolve("out");
        NerData.main(new String[] {folder.resolve("data").toString(), out.toString()});
        assertEquals(10, BaselineData.tagged(out.resolve("bc2gm/train.tsv")).size());
        assertEquals(3, BaselineData.tagged(out.resolve("bc2gm/held-out.tsv")).size());
        assertEquals(8, BaselineData.tagged(out.resolve("jnlpba/train.tsv")).size());
        assertEquals(2, BaselineData.tagged(out.resolve("jnlpba/held-out.tsv")).size());
    }

    @Test
    void theRecipeIsOneAfterItsNamesAreFilledIn() throws IOException {
        String text = Files.readString(root().resolve("recipes/ner/encoder.yaml"))
                .replace("MODEL", "/models/encoder")
                .replace("SET", "bc5cdr")
                .replace(": SEED", ": 2")
                .replace("-SEED", "-2");
        Recipe recipe = Recipe.parse(text, "encoder.yaml", root().resolve("recipes/ner"));
        assertEquals(2, recipe.seed());
        assertEquals(4, recipe.epochs().orElseThrow());
        assertEquals(1, recipe.data().size());
    }
}
