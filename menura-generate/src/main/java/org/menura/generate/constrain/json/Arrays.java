package org.menura.generate.constrain.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Arrays, read item by item, as {@link Objects} reads objects. */
final class Arrays {
    private static final int MAX_DEPTH = 2000;
    private static final int FEW = 3;

    private final Values values;
    private final Formulas formulas;
    private final Budget budget;
    private final Branches branches;
    private final Evaluators evaluators;
    private final Map<Formula, List<Branches.Branch>> steps = new HashMap<>();
    private final Map<Formula, Boolean> completable = new HashMap<>();
    private int depth;

    Arrays(Values values, Budget budget) {
        this.values = values;
        this.formulas = values.formulas();
        this.budget = budget;
        this.branches = new Branches(values, budget);
        this.evaluators = new Evaluators(values, Kind.ARRAY);
    }

    /** Adds what the keywords of a schema ask of an array. */
    void keywords(Subschema s, List<Formula> all) {
        Keywords k = s.keywords();
        if (!k.prefixItems.isEmpty() || k.items != null && !values.is(k.items).isTrue()) {
            all.add(formulas.atom(new Atom.Items(s, 0)));
        }
        if (k.minItems > 0) {
            limit(s, "minItems", k.minItems);
            all.add(formulas.atom(new Atom.MinItems(k.minItems)));
        }
        if (k.maxItems >= 0) {
            all.add(formulas.atom(new Atom.MaxItems(k.maxItems)));
        }
        if (k.contains != null) {
            limit(s, "minContains", k.minContains);
            all.add(contains(values.is(k.contains), k.minContains, k.maxContains));
        }
        if (k.uniqueItems) {
            all.add(formulas.atom(new Atom.Unique(List.of())));
        }
        if (k.unevaluatedItems != null && !values.is(k.unevaluatedItems).isTrue()) {
            List<Formula> trackers =
                    evaluators.of(s).stream().map(Evaluators.Evaluator::counts).toList();
            all.add(formulas.atom(new Atom.UnevaluatedItems(s, 0, trackers)));
        }
    }

    private static void limit(Subschema s, String keyword, int count) {
        if (count > MAX_DEPTH / 2) {
            throw s.place().refuse(keyword, "is more than %d".formatted(MAX_DEPTH / 2));
        }
    }

    private Formula contains(Formula value, int min, int max) {
        if (min <= 0 && max < 0) {
            return formulas.top;
        }
        return max >= 0 && max < min ? formulas.bottom : formulas.atom(new Atom.Contains(value, min, max));
    }

    private Formula child(Formula value) {
        return value.isTrue() || value.isFalse() ? value : formulas.atom(new Atom.Child(value));
    }

    /** Whether the array may end here. */
    boolean ends(Formula f) {
        return Formulas.holds(f, a -> switch (a) {
            case Atom.MinItems m -> false;
            case Atom.Contains c -> c.min() <= 0;
            default -> true;
        });
    }

    /** The cases after an item. */
    List<Branches.Branch> after(Formula f) {
        List<Branches.Branch> known = steps.get(f);
        if (known == null) {
            int before = values.taints();
            known = branches.of(derive(f));
            if (values.taints() == before) {
                steps.put(f, known);
            }
        }
        return known;
    }

    private Formula derive(Formula f) {
        return formulas.map(f, g -> switch (g.atom) {
            case Atom.MinItems m -> m.count() <= 1 ? formulas.top : formulas.atom(new Atom.MinItems(m.count() - 1));
            case Atom.MaxItems m -> m.count() == 0 ? formulas.bottom : formulas.atom(new Atom.MaxItems(m.count() - 1));
            case Atom.Items i -> {
                Keywords k = i.schema().keywords();
                boolean prefix = i.index() < k.prefixItems.size();
                Formula item = values.is(prefix ? k.prefixItems.get(i.index()) : k.items);
                Formula then = prefix ? formulas.atom(new Atom.Items(i.schema(), i.index() + 1)) : g;
                if (!prefix && item.isTrue()) {
                    yield formulas.top;
                }
                yield formulas.and(then, child(item));
            }
            case Atom.Contains c -> {
                Formula hit = child(c.value());
                Formula counted = c.max() == 0
                        ? formulas.bottom
                        : contains(c.value(), Math.max(0, c.min() - 1), c.max() < 0 ? -1 : c.max() - 1);
                yield formulas.or(formulas.and(hit, counted), formulas.and(formulas.not(hit), g));
            }
            case Atom.Unique u ->
                u.before().isEmpty()
                        ? g
                        : formulas.and(g, formulas.not(child(formulas.atom(new Atom.Among(u.before())))));
            case Atom.UnevaluatedItems u -> unevaluated(u);
            case null, default -> throw new IllegalStateException("not of an array: " + g);
        });
    }

    private Formula unevaluated(Atom.UnevaluatedItems u) {
        List<Formula> trackers = u.trackers().stream().map(this::derive).toList();
        Keywords own = u.schema().keywords();
        List<Evaluators.Evaluator> all = evaluators.of(u.schema());
        int last = own.prefixItems.size();
        List<Formula> ways = new ArrayList<>();
        ways.add(looked(own, u.index(), false));
        for (int i = 0; i < all.size(); i++) {
            Keywords k = all.get(i).schema().keywords();
            last = Math.max(last, k.prefixItems.size());
            ways.add(formulas.and(trackers.get(i), looked(k, u.index(), true)));
        }
        ways.add(child(values.is(own.unevaluatedItems)));
        Atom next = new Atom.UnevaluatedItems(u.schema(), Math.min(u.index() + 1, last), trackers);
        return formulas.and(formulas.atom(next), formulas.or(ways));
    }

    /** Whether a schema's own keywords look at an item. */
    private Formula looked(Keywords k, int index, boolean nested) {
        if (index < k.prefixItems.size() || k.items != null || nested && k.unevaluatedItems != null) {
            return formulas.top;
        }
        return k.contains != null && k.containsEvaluates ? child(values.is(k.contains)) : formulas.bottom;
    }

    /** Whether the items must differ: then what was read changes what is asked. */
    static boolean unique(Formula f) {
        return f.atom instanceof Atom.Unique
                || f.args.stream().anyMatch(Arrays::unique)
                || f.atom instanceof Atom.Tracking t && t.trackers().stream().anyMatch(Arrays::unique);
    }

    /** What is asked once an item was read. */
    Formula with(Formula f, JsonNode item) {
        return formulas.map(f, g -> switch (g.atom) {
            case Atom.Unique u -> {
                List<JsonNode> more = new ArrayList<>(u.before());
                more.add(item);
                yield formulas.atom(new Atom.Unique(List.copyOf(more)));
            }
            case Atom.Tracking t ->
                formulas.atom(
                        t.with(t.trackers().stream().map(h -> with(h, item)).toList()));
            case null, default -> g;
        });
    }

    /** Whether an item is no array and no object. */
    boolean scalar(Formula item) {
        return !completable(values.of(item, Kind.ARRAY))
                && !values.objects().completable(values.of(item, Kind.OBJECT), Names.NONE);
    }

    /** Whether an item of a case can be followed by what completes the array. */
    boolean goesOn(Branches.Branch b) {
        if (unique(b.rest()) && !scalar(b.child())) {
            List<JsonNode> few = values.listed(b.child());
            if (few != null) {
                return few.stream().anyMatch(v -> completable(with(b.rest(), v)));
            }
        }
        Formula rest = counted(b);
        return rest != null && completable(rest);
    }

    /** What is asked after some item of a case; null if there is none. */
    private @Nullable Formula counted(Branches.Branch b) {
        Formula rest = b.rest();
        if (!unique(rest) || !scalar(b.child())) {
            return rest;
        }
        // One that is read counts; which it is does not matter but where there are few.
        JsonNode item = example(b.child());
        return item == null ? null : with(rest, item);
    }

    /** Whether an item after which the same is asked lets the array be completed, as one that may come again does. */
    private boolean repeats(Branches.Branch b) {
        if (!few(b.rest())) {
            return false;
        }
        JsonNode item = example(b.child());
        return item != null && completable(with(b.rest(), item));
    }

    /** Whether items must differ, or must not, from a few that were read. */
    private static boolean few(Formula f) {
        return f.atom instanceof Atom.Unique u && u.before().size() < FEW
                || f.args.stream().anyMatch(Arrays::few)
                || f.atom instanceof Atom.Tracking t && t.trackers().stream().anyMatch(Arrays::few);
    }

    /** A value of a formula that is easily found; null if there is none. */
    private @Nullable JsonNode example(Formula value) {
        byte[] text = Witness.of(values.scalars().all(value, values));
        if (text != null) {
            return ExactJson.parse(new String(text, StandardCharsets.UTF_8), "item");
        }
        if (values.objects().ends(values.of(value, Kind.OBJECT))) {
            return JsonNodeFactory.instance.objectNode();
        }
        return ends(values.of(value, Kind.ARRAY)) ? JsonNodeFactory.instance.arrayNode() : null;
    }

    /** Whether items that leave no choice complete an array; counts may be high. */
    private boolean straight(Formula f) {
        Formula g = f;
        for (int i = 0; i < MAX_DEPTH; i++) {
            if (g.isFalse() || ends(g)) {
                return !g.isFalse();
            }
            List<Branches.Branch> all = after(g);
            Branches.Branch only = all.size() == 1 ? all.getFirst() : null;
            if (only == null || unique(only.rest()) && !scalar(only.child())) {
                return false;
            }
            Formula next = counted(only);
            if (next == null || next == g) {
                return false;
            }
            g = next;
        }
        return false;
    }

    /** Whether some items complete an array of which a formula is asked. */
    boolean completable(Formula f) {
        if (f.isFalse()) {
            return false;
        }
        if (ends(f)) {
            return true;
        }
        Boolean known = completable.get(f);
        if (known != null) {
            return known;
        }
        budget.spend(1);
        if (++depth > MAX_DEPTH) {
            depth--;
            throw new SchemaException("", "#", "it asks for arrays of more than %d items".formatted(MAX_DEPTH));
        }
        int before = values.taints();
        boolean found = false;
        try {
            found = straight(f);
            for (Branches.Branch b : found ? List.<Branches.Branch>of() : after(f)) {
                if (b.rest() == f ? repeats(b) : goesOn(b)) {
                    found = true;
                    break;
                }
            }
        } finally {
            depth--;
        }
        if (found || values.taints() == before) {
            completable.put(f, found);
        }
        return found;
    }
}
