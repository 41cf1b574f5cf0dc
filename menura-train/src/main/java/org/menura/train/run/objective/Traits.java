package org.menura.train.run.objective;

import java.util.List;
import java.util.Set;
import org.menura.train.schema.Key;

/**
 * The name, data formats, keys and traits of an objective.
 *
 * @param name in recipes
 * @param formats of the data that it learns from; see {@link org.menura.train.schema.DataSource#FORMATS}
 * @param keys of the recipe's section {@code objective} that go with it, beside the name
 * @param frozen patterns of parameters that stay as they are where the recipe has no key {@code freeze}
 * @param peftType PEFT's type of task, for adapters
 */
public record Traits(
        String name, List<String> formats, List<Key> keys, Set<Trait> all, List<String> frozen, String peftType) {
    /** Makes the traits of an objective of a language model without keys. */
    public static Traits of(String name, String... formats) {
        return new Traits(name, List.of(formats), List.of(), Set.of(), List.of(), "CAUSAL_LM");
    }

    /** Returns a copy with keys. */
    public Traits keys(Key... some) {
        return new Traits(name, formats, List.of(some), all, frozen, peftType);
    }

    /** Returns a copy with traits. */
    public Traits with(Trait... some) {
        return new Traits(name, formats, keys, Set.of(some), frozen, peftType);
    }

    /** Returns a copy with the name patterns of the parameters frozen by default. */
    public Traits frozen(String... patterns) {
        return new Traits(name, formats, keys, all, List.of(patterns), peftType);
    }

    /** Returns a copy with PEFT's task type. */
    public Traits peft(String type) {
        return new Traits(name, formats, keys, all, frozen, type);
    }

    /** Returns whether the objective has a trait. */
    public boolean has(Trait trait) {
        return all.contains(trait);
    }
}
