package org.menura.eval.trust.perturb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.menura.format.FormatException;
import org.menura.format.python.PythonRandom;

/** What perturbations make of texts; those without word lists are HELM's, whose outputs were recorded. */
class PerturbationsTest {
    private static String apply(String name, String text) {
        return Perturbations.parse(name).getFirst().apply(text, new PythonRandom("id0"));
    }

    @Test
    void drawsAreThoseOfHelm() {
        String text = "After their marriage, she  started a close collaboration with Karvelas. It's Über 7!";
        assertEquals(
                "After tjslr marriahe, xys  ztarted s cokse clllaboratioj with Iarvelzs. It's Übet 7!",
                apply("typos=0.3", text));
        assertEquals(
                "After   their marriage,  she   started  a  close   collaboration with   Karvelas.  It's Über 7!",
                apply("space=3", text));
        assertEquals(
                "After their marriage, she  started like a close probably collaboration naturally with Karvelas. maybe It's Über 7!",
                apply("filler=0.3", text));
        assertEquals(
                "after their marriage, she  started a close collaboration with karvelas. it's über 7!",
                apply("lowercase", text));
    }

    @Test
    void contractionsGoBothWays() {
        assertEquals("She's a doctor, and I'm a student", apply("contraction", "She is a doctor, and I am a student"));
        assertEquals("She is a doctor, and I am a student", apply("expansion", "She's a doctor, and I'm a student"));
        assertEquals("I know who she is.", apply("contraction", "I know who she is."));
        assertEquals("We cannot go. They will not.", apply("expansion", "We can't go. They won't."));
    }

    @Test
    void wordsOfListsAreReplacedInTheirCase() {
        assertEquals("Becuase".length(), apply("misspelling=1", "Because").length(), 1);
        assertNotEquals("because", apply("misspelling=1", "because"));
        assertEquals(
                "The woman saw her daughter. HERSELF",
                apply("gender-terms", apply("gender-pronouns", "The man saw his son. HIMSELF")));
        assertEquals("Wit dis", apply("dialect", "With this"));
        assertEquals(
                "Without anything of the list here: xyz", apply("synonym=1", "Without anything of the list here: xyz"));
    }

    @Test
    void aNameKeepsItsOtherWithinAText() {
        String text = apply("names", "Emily saw Jack. Emily ran; jack is a tool.");
        String[] words = text.split("[ .;]+", -1);
        assertNotEquals("Emily", words[0]);
        assertEquals(words[0], words[3], text);
        assertTrue(text.contains("jack is a tool"), text);
    }

    @Test
    void namesAndValuesAreChecked() {
        assertEquals(9, Perturbations.parse("robustness").size());
        assertEquals(4, Perturbations.parse("fairness").size());
        assertEquals(13, Perturbations.parse("all").size());
        assertEquals(
                List.of("typos=0.2", "mild-mix"),
                Perturbations.parse("typos=0.2, mild_mix").stream()
                        .map(Perturbation::name)
                        .toList());
        for (String wrong :
                List.of("", "typo", "typos=2", "typos=x", "space=0", "lowercase=1", "names=-1", "typos=NaN")) {
            assertThrows(FormatException.class, () -> Perturbations.parse(wrong), wrong);
        }
    }

    @Test
    void anyTextComesThrough() {
        for (Perturbation perturbation : Perturbations.parse("all")) {
            for (String text : List.of("", " ", "$1 \\ {0} \ud83d\ude00 i\u0307 İ ß", "I", "i'm", "a\n\nb\tc")) {
                assertTrue(
                        perturbation.apply(text, new PythonRandom(1)).length()
                                >= text.strip().length() / 4,
                        perturbation.name());
            }
        }
    }
}
