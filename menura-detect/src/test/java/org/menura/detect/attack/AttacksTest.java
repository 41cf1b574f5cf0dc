package org.menura.detect.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.menura.format.FormatException;
import org.menura.tensor.Rng;

class AttacksTest {
    private static final String TEXT =
            "The color of 42 houses was beautiful. They organize a meal for the government in"
                    + " 1984. An apple tasted well, \"didn't it?\" She said 3.5 times yes.";

    private static String attack(String name, double rate) {
        return Attacks.named(name, null).apply(TEXT, rate, new Rng(5));
    }

    @Test
    void eachChangesWhatItSays() {
        assertEquals(
                TEXT.replace("color", "colour").replace("organize", "organise"), attack("alternative-spelling", 1));
        assertEquals(TEXT.replace("a meal for the government", "meal for government"), attack("article-deletion", 1));
        assertEquals(
                "Hepatitis A is a. Of U.S.A. and\na.m.",
                Attacks.named("article-deletion", null)
                        .apply("Hepatitis A is a. Of the an U.S.A. and\na.m.", 1, new Rng(5)));
        String homoglyphs = attack("homoglyph", 1);
        assertEquals(TEXT.length(), homoglyphs.length());
        assertTrue(homoglyphs.chars().noneMatch(c -> "aceiopxyABCEHIKMNOPTXZ".indexOf(c) >= 0), homoglyphs);
        String numbers = attack("number", 1);
        assertEquals(TEXT.replaceAll("\\d", "#"), numbers.replaceAll("\\d", "#"));
        assertNotEquals(TEXT, numbers);
        String paragraphs = attack("insert-paragraphs", 1);
        assertEquals(TEXT, paragraphs.replace("\n\n", ""));
        assertEquals(4, paragraphs.split(" \n\n").length);
        assertEquals(
                "Dr. Smith of J. K. Rowling's U.S. Army. \n\nHe left.",
                Attacks.named("insert-paragraphs", null)
                        .apply("Dr. Smith of J. K. Rowling's U.S. Army. He left.", 1, new Rng(5)));
        assertTrue(attack("misspelling", 1).contains("goverment"), attack("misspelling", 1));
        String flipped = attack("upper-lower", 1);
        assertTrue(flipped.startsWith("the Color Of 42 Houses"), flipped);
        String spaces = attack("whitespace", 0.5);
        assertEquals(TEXT, spaces.replaceAll(" +", " ").strip());
        assertEquals(TEXT.length() + TEXT.split(" ").length / 2, spaces.length());
        String zero = attack("zero-width-space", 1);
        assertEquals(TEXT, zero.replace("\u200b", ""));
        assertEquals(2 * TEXT.length(), zero.length());
    }

    @Test
    void ratesAndSeedsAreHeld() {
        for (String name : Attacks.withoutModel()) {
            Attack attack = Attacks.named(name, null);
            assertEquals(TEXT, attack.apply(TEXT, 0, new Rng(1)), name);
            assertEquals(attack.apply(TEXT, 0.6, new Rng(2)), attack.apply(TEXT, 0.6, new Rng(2)), name);
            assertEquals("", attack.apply("", 1, new Rng(1)), name);
        }
        assertEquals(
                TEXT.length() + TEXT.length() / 4,
                attack("zero-width-space", 0.25).length());
        assertEquals(9, Attacks.withoutModel().size());
        assertEquals(11, Attacks.names().size());
    }

    @Test
    void attacksThatNeedAModelSaySo() {
        FormatException refused = assertThrows(FormatException.class, () -> Attacks.named("paraphrase", null));
        assertTrue(String.valueOf(refused.getMessage()).contains("--model"));
        assertThrows(FormatException.class, () -> Attacks.named("hypnosis", null));
        Rewriter shouting = (_, text) -> text.toUpperCase(Locale.ROOT);
        assertEquals("ONE\n\nTWO", Attacks.named("paraphrase", shouting).apply("one\n\ntwo", 1, new Rng(0)));
        assertEquals("ONE", Attacks.named("synonym", shouting).apply("one", 0.5, new Rng(0)));
    }
}
