package org.menura.world.household.pddl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.menura.format.FormatException;

class FormulaTest {
    private static final Model NUMBERS = new Model() {
        @Override
        public List<?> things(String type) {
            return type.equals("number") ? List.of(1, 2, 3) : List.of();
        }

        @Override
        public boolean holds(String predicate, List<Object> arguments) {
            return switch (predicate) {
                case "odd" -> (Integer) arguments.getFirst() % 2 == 1;
                case "less" -> (Integer) arguments.getFirst() < (Integer) arguments.get(1);
                case "named" -> arguments.get(1).equals("n" + arguments.getFirst());
                default -> false;
            };
        }
    };

    private static boolean holds(String text) {
        return FormulaReader.read(text, "test").holds(NUMBERS);
    }

    @Test
    void quantifiersAndJunctors() {
        assertTrue(holds("(:goal (exists (?a - number) (and (odd ?a) (exists (?b - number) (less ?b ?a)))))"));
        assertFalse(holds("(forall (?a - number) (odd ?a))"));
        assertTrue(holds("(forall (?a - number) (or (odd ?a) (named ?a n2)))"));
        assertTrue(holds("(exists (?a ?b - number) (and (not (= ?a ?b)) (odd ?a) (odd ?b)))"));
        assertFalse(holds("(exists (?a - nothing) (and))"));
        assertTrue(
                holds("(exists (?a - number) (and (named ?a n2) (exists (?a - number) (named ?a n3)) (named ?a n2)))"));
    }

    @Test
    void conditionsAreTriedEarly() {
        Formula read = FormulaReader.read(
                "(exists (?a ?b - number ?c - nothing) (and (less ?a ?b) (odd ?a) (less ?b ?c)))", "test");
        assertEquals(
                FormulaReader.read(
                        "(exists (?a - number) (and (odd ?a) (exists (?b - number) (and (less ?a ?b)"
                                + " (exists (?c - nothing) (and (less ?b ?c)))))))",
                        "test"),
                read);
        // A variable without values makes it false, though no condition names it.
        assertFalse(holds("(exists (?a - number ?c - nothing) (odd ?a))"));
        assertTrue(holds("(exists (?a ?b - number) (odd ?a))"));
    }

    @Test
    void commentsOfOneAndOfSeveralLines() {
        assertTrue(
                holds("(exists (?a - number) (and (odd ?a) ;(named ?a n9) (less ?a 2)))".replace("(less ?a 2)", "")));
        assertTrue(holds("(exists (?a - number)\n (and (odd ?a) ; (named ?a n9) and more (\n))"));
    }

    @Test
    void freeVariables() {
        assertEquals(
                Set.of("?b"),
                FormulaReader.read("(exists (?a - x) (p ?a ?b))", "test").free());
        assertThrows(IllegalArgumentException.class, () -> holds("(odd ?a)"));
    }

    @Test
    void malformedGoalsAreRefused() {
        for (String text : List.of(
                "",
                "(",
                "(and",
                ")",
                "(and))",
                "word",
                "(not)",
                "(exists ?a (p))",
                "(exists (?a) (p))",
                "(=)",
                "((p))",
                "(forall (a - b) (p))",
                "(".repeat(5000),
                ";",
                "(and ;)")) {
            assertThrows(FormatException.class, () -> FormulaReader.read(text, "test"), text);
        }
        String good = "(:goal (exists (?a ?b - number) (and (not (= ?a ?b)) ;(p ?a) (odd ?a) (odd ?b))))";
        Random random = new Random(1);
        int read = 0;
        for (int i = 0; i < 2000; i++) {
            StringBuilder changed = new StringBuilder(good);
            changed.setCharAt(random.nextInt(good.length()), "() ;?-=x".charAt(random.nextInt(8)));
            try {
                FormulaReader.read(changed.toString(), "test");
                read++;
            } catch (FormatException e) {
                assertTrue(
                        String.valueOf(e.getMessage()).startsWith("test: the goal in PDDL is malformed"),
                        e.getMessage());
            }
        }
        assertTrue(read > 0);
    }
}
