package org.menura.recipes.conference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.generate.GenerationOptions;
import org.menura.generate.LanguageModel;
import org.menura.generate.Menura;
import org.menura.recipes.EpisodeRecipes;

/** The programs of the conference's recipe, which make what its stages learn from. */
class ConferenceRecipeTest {
    private static final int QUESTIONS = 22; // mails of a conference that a document answers, or nothing

    @TempDir
    private Path folder;

    @Test
    void decisionsAreThoseOfOneWhoKnowsTheKey() throws Exception {
        ConferenceData.main(new String[] {folder.toString(), "1"});
        List<String> all = Files.readAllLines(folder.resolve("decisions.jsonl"));
        assertTrue(all.stream().anyMatch(d -> d.contains("[mail.document ")), all.toString());
        List<String> hard = Files.readAllLines(folder.resolve("hard.jsonl"));
        assertEquals(
                4 * 4,
                hard.stream().filter(d -> d.contains("\"ask the chair\"")).count());
        assertTrue(new HashSet<>(hard).stream().noneMatch(all::contains), "a conference is in both stages");
    }

    @Test
    void aDeeperModelSaysWhatTheShallowOneSays() throws Exception {
        Path nano = EpisodeRecipes.root().resolve("models/nano");
        Path deeper = folder.resolve("deeper");
        DeeperModel.main(new String[] {nano.toString(), deeper.toString()});
        String config = Files.readString(deeper.resolve("config.json"));
        assertTrue(config.contains("\"num_hidden_layers\" : 12"), config);
        GenerationOptions how = GenerationOptions.of(24).greedy().withIgnoreEnd(true);
        try (LanguageModel six = Menura.load(nano);
                LanguageModel twelve = Menura.load(deeper)) {
            String prompt = "One day a bird found a key.";
            assertEquals(
                    six.generate(prompt, how).tokens(),
                    twelve.generate(prompt, how).tokens());
        }
    }

    @Test
    void mailsThatAMindIsLeastSureOfAreEpisodes() throws Exception {
        String nano = EpisodeRecipes.root().resolve("models/nano").toString();
        DoubtfulMails.main(new String[] {folder.toString(), nano, "1"});
        List<String> mails = Files.readAllLines(folder.resolve("mails.jsonl"));
        assertEquals(QUESTIONS, new HashSet<>(mails).size());
        assertTrue(mails.stream().allMatch(m -> m.matches("\\{\"seed\": 14[0-9]{3}}")), mails.toString());
    }
}
