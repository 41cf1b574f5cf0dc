package org.menura.data.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Segments after the rules and examples of UAX #29; a vertical line stands for a boundary. */
class UnicodeWordsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "The| |quick| |(|“|brown|”|)| |fox| |can’t| |jump| |32.3| |feet|,| |right|?",
                "3,456.789| |a_b| |_| |x1| |1x",
                "ab.cd|.| |ab:cd| |ab|.|1| |1|.|ab",
                "e\u0301t\u0301e\u0301| \u0301|a",
                "日|本|語| |カタカナ_カ| |ひ|ら",
                "שלום\"ה| |ב'|.| |a|\"|b",
                "🇩🇪|🇫🇷|🇮| |👩‍👩‍👧|😀| |✂️",
                "two|  |spaces|\t|tab|\u00a0|nbsp",
                "a\u00adb| |x\u200dy"
            })
    void segmentsAreThoseOfTheStandard(String marked) {
        check(marked);
    }

    @Test
    void lineEndsStandAlone() {
        check("a|\r\n|b|\n|\u0301|c|\u2028|d|\r|\r");
    }

    private static void check(String marked) {
        List<String> expected = List.of(marked.split("\\|"));
        int[] points = Characters.points(String.join("", expected));

        Slices segments = UnicodeWords.segments(points, 0, points.length);
        List<String> actual = new ArrayList<>();
        for (int i = 0; i < segments.size(); i++) {
            actual.add(new String(points, segments.start(i), segments.length(i)));
        }

        assertEquals(expected, actual);
        long words = expected.stream()
                .filter(s -> !s.codePoints().allMatch(Characters::isSpace))
                .count();
        assertEquals(words, UnicodeWords.words(points, 0, points.length).size());
        assertEquals(words, UnicodeWords.count(points, 0, points.length, false));
    }
}
