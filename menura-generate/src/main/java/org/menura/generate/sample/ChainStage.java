package org.menura.generate.sample;

/**
 * Names a stage in the order of a sampling chain: one of Menura's own, whose parameters {@link SamplingParams} holds, or
 * another that brings its parameters along.
 */
public sealed interface ChainStage permits StageName, CustomStage {}
