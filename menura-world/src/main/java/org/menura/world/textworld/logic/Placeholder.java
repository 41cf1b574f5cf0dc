package org.menura.world.textworld.logic;

/** A variable of a rule. */
public record Placeholder(String name, String type) {}
