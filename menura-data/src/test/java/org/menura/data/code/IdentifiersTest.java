package org.menura.data.code;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.menura.format.FormatException;

@Tag("slow")
class IdentifiersTest {
    private static String names(String language, String code) {
        List<Identifier> found = Identifiers.of(language, code);
        for (Identifier i : found) {
            assertEquals(i.name(), code.substring(i.start(), i.end()));
        }
        return String.join(" ", found.stream().map(Identifier::name).toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "int f(int a) { return a + this.b; }|f a a b",
                "private Device(String type) { this.type = type; }|Device String type type type",
                "x = y + 1;|x y",
                "a.b(c -> c::d)|a b c c d",
                "import java.util.List; class A<T extends B> { @Override List<T> l; }|java util List A T B Override List T l",
                "public void run() { /* no */ String s = \"no\"; char c = 'n'; // no|",
                "var record = 1; record++; var var = when(record);|record record var when record",
                "record P(int x) { P { x = 1; } }|P x P x",
                "void record(int record) { record(record); }|record record record record",
                "int f(Object o) { return switch (o) { case String s when s.isEmpty() -> { yield 1; } default -> 2; }; }|f Object o o String s s isEmpty",
                "sealed interface S permits A, B {}|S A B",
                "non-sealed class A extends S {}|A S",
                "outer: while (true) { break outer; }|outer outer",
                "double d = 1.5e-3f + 0x1Fp2 + 1_000L + .5e3 + 1.f;|d",
                "int äöü = $a_1;|äöü $a_1",
                "f(() -> 1, var -> var)|f var var",
            })
    void findsNamesOfJava(String code, String expected) {
        if (expected == null) {
            assertThrows(FormatException.class, () -> Identifiers.of("java", code));
            return;
        }
        assertEquals(expected, names("java", code));
    }

    @Test
    void findsNamesBehindTextBlocks() {
        assertEquals("s x", names("Java", "var s = \"\"\"\n a \\\"\"\" b\n\"\"\" + x;"));
    }

    @Test
    void saysWhereJavaDoesNotParse() {
        FormatException e =
                assertThrows(FormatException.class, () -> Identifiers.of("java", "void f() {\n int = 3;\n}"));
        assertTrue(String.valueOf(e.getMessage()).startsWith("no Java: line 2: "), e.getMessage());
        assertThrows(FormatException.class, () -> Identifiers.of("java", "void f() { }}"));
        assertThrows(FormatException.class, () -> Identifiers.of("java", "this is no code at all"));
        assertThrows(FormatException.class, () -> Identifiers.of("cobol", "MOVE A TO B"));
    }

    @Test
    void findsNamesOfPython() {
        String code = """
                @dec
                def f(a, *, b: int = 0x1e+c) -> None:
                    '''no names'''
                    match = rb"no" + f'{no}' # no
                    for x in range(10): print(x, 1.5e-3)
                    match x:
                        case [1, y]: return y
                        case _:
                            pass
                    match(x)
                    type Row = list[int]
                    type = type(a)
                    s = "a \\" b" \\
                        "c"
                    return lambda z: not z
                """;
        assertEquals(
                "dec f a b int c match x range print x x y y _ match x Row list int type type a s z z",
                names("python", code));
        assertThrows(FormatException.class, () -> Identifiers.of("python", "x = 'abc\ny"));
        assertThrows(FormatException.class, () -> Identifiers.of("python", "f(1"));
    }

    @Test
    void readsMutatedCodeOrRefusesIt() {
        String java =
                "int f(List<String> a) { var record = a.get(0); return \"\"\"\n x\"\"\".length() + 'c' + 1.5e3f; }";
        String python = "def f(a):\n  x = r'''b''' + 0x1e\n  match a:\n    case 1: return (x)\n";
        Random random = new Random(1);
        for (int i = 0; i < 300; i++) {
            mutated(i % 3 == 0 ? "java" : "python", i % 3 == 0 ? java : python, random);
        }
    }

    private static void mutated(String language, String code, Random random) {
        StringBuilder text = new StringBuilder(code);
        for (int k = 0; k < 3; k++) {
            text.setCharAt(random.nextInt(text.length()), (char)
                    (random.nextBoolean() ? random.nextInt(128) : random.nextInt(65536)));
        }
        try {
            names(language, text.toString());
        } catch (FormatException e) {
            assertTrue(String.valueOf(e.getMessage()).startsWith("no "), e.getMessage());
        }
    }

    @Test
    void wordsAreTheText() {
        String code = "  int  foo_1(int a)\n\n    {return foo_1 +b2;}\n";
        List<CodeWords.Word> words = CodeWords.of(code, Identifiers.of("java", code));
        assertEquals(
                code, String.join("", words.stream().map(CodeWords.Word::text).toList()));
        assertEquals(
                List.of(" foo_1:0", " a:1", " foo_1:0", "b2:2"),
                words.stream()
                        .filter(w -> w.name() >= 0)
                        .map(w -> w.text() + ":" + w.name())
                        .toList());
        assertEquals(
                List.of(" ", " int", " "),
                words.subList(0, 3).stream().map(CodeWords.Word::text).toList());
        assertEquals(
                List.of("a", "\n", "\n", "b", "  ", " c", "();", "\t", "d"),
                CodeWords.of("a\n\nb   c();\td").stream()
                        .map(CodeWords.Word::text)
                        .toList());
    }
}
