package org.menura.generate.constrain.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.generate.constrain.grammar.RxContext;

/**
 * What values a formula over schemas admits, kind by kind: null, either boolean, numbers, strings, arrays, objects. For
 * each kind the keywords of other kinds are settled, and allOf, anyOf, oneOf, not, if and {@code $ref} are Boolean
 * connectives. Not safe for threads: {@link SchemaGrammar} guards it.
 */
final class Values {
    private static final int MAX_REFS = 1000;

    /** Values of a list among which those that are used are told apart. */
    private static final int MOST_LISTED = 12;

    private final SchemaGraph graph;
    private final Formulas formulas;
    private final Scalars scalars;
    private final Objects objects;
    private final Arrays arrays;
    private final Map<KindKey, Formula> kinds = new HashMap<>();
    private final Map<Formula, Boolean> satisfiable = new HashMap<>();
    private final Set<Formula> open = new LinkedHashSet<>();
    private int taints;

    private record KindKey(Formula formula, Kind kind) {}

    Values(SchemaGraph graph, Budget budget) {
        this.graph = graph;
        this.formulas = new Formulas(budget);
        this.scalars = new Scalars(graph, formulas);
        this.objects = new Objects(this, budget);
        this.arrays = new Arrays(this, budget);
    }

    SchemaGraph graph() {
        return graph;
    }

    Formulas formulas() {
        return formulas;
    }

    Scalars scalars() {
        return scalars;
    }

    Objects objects() {
        return objects;
    }

    Arrays arrays() {
        return arrays;
    }

    RxContext rx() {
        return graph.texts().rx();
    }

    /** The values that are valid against a schema. */
    Formula is(@Nullable Subschema schema) {
        if (schema == null) {
            return formulas.top;
        }
        Subschema s = schema;
        for (int i = 0; i < MAX_REFS; i++) {
            Keywords k = s.keywords();
            if (k.constant != null) {
                return formulas.truth(k.constant);
            }
            if (!k.onlyRef()) {
                return k.empty() ? formulas.top : formulas.atom(new Atom.Is(s));
            }
            s = k.refs.getFirst();
        }
        throw schema.place().refuse("$ref", "refers to itself without a value in between");
    }

    /** What a formula says of the values of a kind. */
    Formula of(Formula value, Kind kind) {
        KindKey key = new KindKey(value, kind);
        Formula known = kinds.get(key);
        if (known == null) {
            known = formulas.map(value, f -> switch (f.atom) {
                case Atom.Is is -> expand(is.schema(), kind);
                case Atom.Among among -> among(among.values(), kind);
                case null, default -> throw new IllegalStateException("no formula of values: " + f);
            });
            kinds.put(key, known);
        }
        return known;
    }

    /** Whether there is a value of a formula at all. */
    boolean satisfiable(Formula value) {
        if (value.isTrue() || value.isFalse()) {
            return value.isTrue();
        }
        Boolean known = satisfiable.get(value);
        if (known != null) {
            return known;
        }
        if (!open.add(value)) {
            // A value can't be needed to make itself.
            taints++;
            return false;
        }
        int before = taints;
        boolean found = false;
        try {
            for (Kind kind : Kind.values()) {
                if (hasValue(of(value, kind), kind)) {
                    found = true;
                    break;
                }
            }
        } finally {
            open.remove(value);
        }
        if (open.isEmpty()) {
            taints = before;
        }
        if (found || taints == before) {
            satisfiable.put(value, found);
        }
        return found;
    }

    /** Lists the values of a formula where a schema lists them all, and few; null otherwise. */
    @Nullable
    List<JsonNode> listed(Formula value) {
        Set<JsonNode> mentioned = new LinkedHashSet<>();
        mentioned(value, mentioned, new LinkedHashSet<>());
        if (mentioned.isEmpty() || mentioned.size() > MOST_LISTED) {
            return null;
        }
        Formula others = formulas.not(formulas.atom(new Atom.Among(List.copyOf(mentioned))));
        if (satisfiable(formulas.and(value, others))) {
            return null;
        }
        return mentioned.stream()
                .filter(v -> satisfiable(formulas.and(value, formulas.atom(new Atom.Among(List.of(v))))))
                .toList();
    }

    /** Collects the values that enum and const list, as far as connectives lead. */
    private static void mentioned(Formula f, Set<JsonNode> out, Set<Subschema> seen) {
        if (f.atom instanceof Atom.Among among) {
            out.addAll(among.values());
        } else if (f.atom instanceof Atom.Is is) {
            mentioned(is.schema(), out, seen);
        }
        f.args.forEach(g -> mentioned(g, out, seen));
    }

    private static void mentioned(Subschema s, Set<JsonNode> out, Set<Subschema> seen) {
        if (!seen.add(s) || out.size() > MOST_LISTED) {
            return;
        }
        Keywords k = s.keywords();
        k.values.forEach(out::addAll);
        k.refs.forEach(r -> mentioned(r, out, seen));
        k.allOf.forEach(r -> mentioned(r, out, seen));
        if (k.anyOf != null) {
            k.anyOf.forEach(r -> mentioned(r, out, seen));
        }
        if (k.oneOf != null) {
            k.oneOf.forEach(r -> mentioned(r, out, seen));
        }
    }

    /** Changes when something was taken to have no value only because it is being looked at. */
    int taints() {
        return taints;
    }

    private boolean hasValue(Formula ofKind, Kind kind) {
        if (ofKind.isFalse()) {
            return false;
        }
        return switch (kind) {
            case NULL, TRUE, FALSE -> true;
            case NUMBER, STRING -> scalars.satisfiable(ofKind, kind);
            case ARRAY -> ofKind.isTrue() || arrays.completable(ofKind);
            case OBJECT -> ofKind.isTrue() || objects.completable(ofKind, Names.NONE);
        };
    }

    // ------------------------------------------------------------------------------------------------ keywords

    /** What a schema says of the values of a kind. */
    Formula expand(Subschema s, Kind kind) {
        int k = kind.ordinal();
        Formula known = s.expanded[k];
        if (known != null) {
            return known;
        }
        if (s.expanding[k]) {
            throw s.place().refuse("$ref", "leads back to the schema itself without a value in between");
        }
        s.expanding[k] = true;
        try {
            known = conjunction(s, kind);
        } finally {
            s.expanding[k] = false;
        }
        s.expanded[k] = known;
        return known;
    }

    private Formula conjunction(Subschema s, Kind kind) {
        Keywords k = s.keywords();
        if (k.constant != null) {
            return formulas.truth(k.constant);
        }
        if (k.types != null && !k.types.contains(kind)) {
            return formulas.bottom;
        }
        List<Formula> all = new ArrayList<>();
        for (List<JsonNode> values : k.values) {
            Formula f = among(values, kind);
            if (f.isFalse()) {
                return f;
            }
            all.add(f);
        }
        switch (kind) {
            case NUMBER -> scalars.number(k, all);
            case STRING -> scalars.string(k, all);
            case ARRAY -> arrays.keywords(s, all);
            case OBJECT -> objects.keywords(s, all);
            default -> {}
        }
        for (Subschema r : k.refs) {
            all.add(expand(r, kind));
        }
        for (Subschema r : k.allOf) {
            all.add(expand(r, kind));
        }
        if (k.anyOf != null) {
            all.add(formulas.or(k.anyOf.stream().map(r -> expand(r, kind)).toList()));
        }
        if (k.oneOf != null) {
            all.add(formulas.one(k.oneOf.stream().map(r -> expand(r, kind)).toList()));
        }
        if (k.not != null) {
            all.add(formulas.not(expand(k.not, kind)));
        }
        if (k.condition != null && (k.consequence != null || k.alternative != null)) {
            Formula c = expand(k.condition, kind);
            Formula yes = k.consequence == null ? formulas.top : expand(k.consequence, kind);
            Formula no = k.alternative == null ? formulas.top : expand(k.alternative, kind);
            all.add(formulas.and(formulas.or(formulas.not(c), yes), formulas.or(c, no)));
        }
        return formulas.and(all);
    }

    /** The values of a list that are of a kind. */
    private Formula among(List<JsonNode> values, Kind kind) {
        List<JsonNode> some = values.stream().filter(v -> Kind.of(v) == kind).toList();
        if (some.isEmpty()) {
            return formulas.bottom;
        }
        return switch (kind) {
            case NULL, TRUE, FALSE -> formulas.top;
            case NUMBER, STRING -> formulas.atom(new Atom.Among(some));
            case ARRAY, OBJECT ->
                formulas.or(
                        some.stream().map(v -> expand(graph.constant(v), kind)).toList());
        };
    }
}
