package org.menura.model;

/**
 * A model of any kind, built from a config and parameters. What it can be asked for says the interface or class that
 * its kind stands for: {@link CausalModel}, {@link TextEncoder}, {@link ImageEncoder} and so on.
 */
public interface Model {}
