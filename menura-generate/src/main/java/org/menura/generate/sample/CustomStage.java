package org.menura.generate.sample;

/**
 * A sampling stage that is none of Menura's own, in the order of a chain.
 *
 * @param name for messages; no chain has two stages of one name
 * @param stage the stage itself
 */
public record CustomStage(String name, SamplingStage stage) implements ChainStage {
    @Override
    public String toString() {
        return name;
    }
}
