package org.menura.generate.constrain.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;
import org.menura.generate.constrain.grammar.Rx;

/** What a {@link Formula} is made of. */
sealed interface Atom {
    /** The value is valid against a schema. */
    record Is(Subschema schema) implements Atom {}

    /** The value is one of some. */
    record Among(List<JsonNode> values) implements Atom {}

    /** A string, as text, is in a language. */
    record Text(Rx language) implements Atom {}

    /** A number is above a bound, or below it. */
    record Bound(BigDecimal value, boolean exclusive, boolean above) implements Atom {
        boolean holds(BigDecimal number) {
            int c = above ? number.compareTo(value) : value.compareTo(number);
            return c > 0 || c == 0 && !exclusive;
        }
    }

    /** A number is a multiple of another; it is told of plain decimals alone. */
    record Multiple(BigDecimal factor) implements Atom {}

    /** A number is an integer; strictly so if it must be written as one. */
    record Integer(boolean strict) implements Atom {}

    /** The member or item that is about to be read is what a formula over {@link Is} says. */
    record Child(Formula value) implements Atom {}

    /** The object has a member of a name. */
    record Present(String name) implements Atom {}

    /** So many members are still to come, at least. */
    record MinProperties(int count) implements Atom {}

    /** So many members may still come. */
    record MaxProperties(int count) implements Atom {}

    /** The members are as {@code properties}, {@code patternProperties} and {@code additionalProperties} say. */
    record Members(Subschema schema) implements Atom {}

    /** The names of members are as {@code propertyNames} says. */
    record Names(Rx language) implements Atom {}

    /** The items are as {@code prefixItems} and {@code items} say; {@code index} are before those to come. */
    record Items(Subschema schema, int index) implements Atom {}

    /** So many items are still to come, at least. */
    record MinItems(int count) implements Atom {}

    /** So many items may still come. */
    record MaxItems(int count) implements Atom {}

    /** Between {@code min} and {@code max} of the items to come are valid; {@code max} below 0 is no bound. */
    record Contains(Formula value, int min, int max) implements Atom {}

    /** The items to come differ from each other and from those before. */
    record Unique(List<JsonNode> before) implements Atom {}

    /** Holds formulas over the same object or array that are followed beside it. */
    sealed interface Tracking extends Atom {
        List<Formula> trackers();

        /** The same with other formulas. */
        Tracking with(List<Formula> others);
    }

    /** Members that no keyword looked at are as {@code unevaluatedProperties} says. */
    record UnevaluatedProperties(Subschema schema, List<Formula> trackers) implements Tracking {
        @Override
        public Tracking with(List<Formula> others) {
            return new UnevaluatedProperties(schema, others);
        }
    }

    /** Items that no keyword looked at are as {@code unevaluatedItems} says. */
    record UnevaluatedItems(Subschema schema, int index, List<Formula> trackers) implements Tracking {
        @Override
        public Tracking with(List<Formula> others) {
            return new UnevaluatedItems(schema, index, others);
        }
    }
}
