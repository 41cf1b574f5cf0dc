package org.menura.data.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.menura.format.FormatException;

class TextPartsTest {
    private static List<String> parts(String text, Slices slices) {
        int[] points = Characters.points(text);
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < slices.size(); i++) {
            parts.add(new String(points, slices.start(i), slices.length(i)));
        }
        return parts;
    }

    private static int[] points(String text) {
        return Characters.points(text);
    }

    @Test
    void textsSplitAsInPython() {
        String text = " a😀\u00a0b\u001cc\n\nd\r\ne\u2028";
        int[] points = points(text);

        assertEquals(List.of("a😀", "b", "c", "d", "e"), parts(text, Splits.words(points, 0, points.length)));
        assertEquals(List.of(" a😀\u00a0b", "c", "", "d", "e"), parts(text, Splits.anyLines(points, 0, points.length)));
        assertEquals(List.of("", "x", "", ""), parts("\nx\n\n", Splits.lines(points("\nx\n\n"), 0, 4)));
        assertEquals(List.of("", "x", ""), parts("\nx\n\n", Splits.lineRuns(points("\nx\n\n"), 0, 4, 1)));
        assertEquals(List.of("a\nb", "c"), parts("a\nb\n\n\nc", Splits.lineRuns(points("a\nb\n\n\nc"), 0, 7, 2)));
        assertEquals(List.of("a\n", "b"), parts("a\n \nb", Splits.paragraphs(points("a\n \nb"), 0, 5, false)));
        assertEquals(List.of("a\n", " \n", "b"), parts("a\n \nb", Splits.paragraphs(points("a\n \nb"), 0, 5, true)));
    }

    @Test
    void givenWordsAreFoundInTheirOrder() {
        TextView text = new TextView("a bb\n a 😀c", List.of("a", "bb", "a", "😀", "c"));

        assertEquals(List.of("a", "bb", "a", "😀", "c"), parts(text.text(), text.words()));
        assertEquals(8, text.words().start(3));
        assertThrows(FormatException.class, () -> new TextView("a b", List.of("b", "a")));
    }

    @Test
    void nGramsAreCountedAsAMapWouldCountThem() {
        Random random = new Random(1);
        for (int round = 0; round < 60; round++) {
            StringBuilder text = new StringBuilder();
            int words = random.nextInt(60);
            for (int i = 0; i < words; i++) {
                text.append((char) ('a' + random.nextInt(3))).append(' ');
            }
            TextView view = new TextView(text.toString());
            NGrams grams = new NGrams(view.wordIds());
            for (int n = 2; n <= 6; n++) {
                grams.lengthen();
                Map<String, Integer> counts = new LinkedHashMap<>();
                List<String> all = new ArrayList<>();
                for (int i = 0; i + n <= words; i++) {
                    all.add(text.substring(2 * i, 2 * (i + n)));
                    counts.merge(all.getLast(), 1, Integer::sum);
                }
                assertEquals(all.size(), grams.total());
                for (int i = 0; i < all.size(); i++) {
                    assertEquals(counts.get(all.get(i)), grams.count(i));
                }
                int most = counts.values().stream().mapToInt(c -> c).max().orElse(0);
                String first = counts.entrySet().stream()
                        .filter(e -> e.getValue() == most)
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElse("");
                if (!all.isEmpty()) {
                    assertEquals(first, all.get(grams.mostFrequent()));
                }
            }
        }
    }

    @Test
    void phrasesAreFoundByGroup() {
        PhraseFinder finder = new PhraseFinder(List.of(List.of("he", "ärm"), List.of("she", "hers"), List.of("x y")));

        assertEquals(0b011, finder.find(points("ushers"), 0, 6));
        assertEquals(0b101, finder.find(points("the x y ärm"), 0, 11));
        assertEquals(0, finder.find(points("h e x  y"), 0, 8));
        assertEquals(0, new PhraseFinder(List.of(List.of())).find(points("a"), 0, 1));
    }

    @Test
    void simplifiedTextsDropWhatMakesNearDuplicatesDiffer() {
        Simplifier simplifier = new Simplifier(SimplifySettings.DEFAULT);

        assertEquals("cafe no 0 0 0 0 opened", simplifier.simplify("  Café — No. 1,234.5;  ٣٤ 7% opened!\n"));
        assertEquals("σας σ 0", simplifier.simplify("ΣΑΣ Σ 0"));
        assertEquals(
                "WEEKDAY, MONTH",
                new Simplifier(new SimplifySettings(false, false, false, false, false, true, true))
                        .simplify("monday, may"));
    }

    @Test
    void sentencesEndAtMarks() {
        TextView text = new TextView("One. Two?! \"Three\" 4.5 goes on…  Five.");

        assertEquals(3, Sentences.count(text.points(), text.words()));
        assertEquals(
                List.of("One.", " Two?! \"", "Three\" 4.5 goes on…  Five."),
                parts(text.text(), Sentences.split(text.points(), text.words())));
        assertTrue(UnicodeSentences.split(text.points()).size() >= 2);
        assertEquals(0, Sentences.count(points(""), new Slices(0)));
        TextView blank = new TextView("One. Two! \n");
        assertEquals(
                List.of("One.", " Two!", " \n"), parts(blank.text(), Sentences.split(blank.points(), blank.words())));
        TextView spaced = new TextView("One. Two! ");
        assertEquals(List.of("One.", " Two! "), parts(spaced.text(), Sentences.split(spaced.points(), spaced.words())));
    }
}
