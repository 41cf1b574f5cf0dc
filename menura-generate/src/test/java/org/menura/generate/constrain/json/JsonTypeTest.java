package org.menura.generate.constrain.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.menura.format.FormatException;
import org.menura.generate.constrain.grammar.Grammar;

class JsonTypeTest {
    enum Colour {
        RED,
        GREEN
    }

    sealed interface Shape permits Circle, Square, Group {}

    record Circle(double radius) implements Shape {}

    record Square(int side, Optional<Colour> colour) implements Shape {}

    record Group(List<Shape> parts) implements Shape {}

    record Drawing(
            String title,
            @Nullable String note,
            Set<Colour> colours,
            Map<String, Integer> counts,
            Shape shape,
            OptionalInt limit,
            LocalDate day,
            UUID id,
            BigDecimal price,
            long[] sizes,
            boolean done,
            char letter) {}

    @Test
    void valuesAreWrittenByTheirSchemaAndReadBack() {
        JsonType<Shape> type = JsonType.of(Shape.class);
        Shape shape = new Group(List.of(
                new Circle(1.5),
                new Square(3, Optional.of(Colour.RED)),
                new Square(-1, Optional.empty()),
                new Group(List.of())));
        String text = type.write(shape);
        assertEquals(
                "{\"type\":\"Group\",\"parts\":[{\"type\":\"Circle\",\"radius\":1.5},"
                        + "{\"type\":\"Square\",\"side\":3,\"colour\":\"RED\"},{\"type\":\"Square\",\"side\":-1},"
                        + "{\"type\":\"Group\",\"parts\":[]}]}",
                text);
        Grammar grammar = type.schema().compile();
        assertTrue(grammar.check(text).accepted());
        assertEquals(shape, type.read(text));
        assertTrue(!grammar.check("{\"type\":\"Square\",\"side\":2147483648}").accepted());
        assertTrue(!grammar.check("{\"type\":\"Circle\",\"side\":1}").accepted());
        assertTrue(!grammar.check("{\"type\":\"Square\",\"side\":1,\"colour\":\"BLUE\"}")
                .accepted());
    }

    @Test
    void whatAGrammarDrawsIsAValue() {
        JsonType<Drawing> type = JsonType.of(Drawing.class);
        Grammar grammar = type.schema().compile();
        Judge judge = new Judge(type.schema().json().toString());
        Random random = new Random(5);
        int drawn = 0;
        for (int i = 0; i < 10; i++) {
            Optional<String> text = Walk.draw(grammar, random);
            if (text.isPresent()) {
                Drawing value = type.read(text.get());
                assertTrue(judge.valid(text.get()), text.get());
                assertEquals(type.write(value), type.write(type.read(type.write(value))));
                drawn++;
            }
        }
        assertTrue(drawn > 5, drawn + " drawn");
    }

    @Test
    void whatIsNoJsonIsNamed() {
        record Bad(Thread thread) {}
        record Keys(Map<Integer, String> map) {}
        assertTrue(message(() -> JsonType.of(Bad.class)).contains("java.lang.Thread"));
        assertTrue(message(() -> JsonType.of(Keys.class)).contains("keys must be strings"));
        FormatException e = assertThrows(
                FormatException.class, () -> JsonType.of(Square.class).read("{\"side\":1.5}"));
        assertTrue(String.valueOf(e.getMessage()).startsWith("value at #/side: not of type int"), e.getMessage());
        assertThrows(FormatException.class, () -> JsonType.of(Square.class).read("{}"));
    }

    private static String message(Runnable r) {
        return String.valueOf(
                assertThrows(IllegalArgumentException.class, r::run).getMessage());
    }
}
