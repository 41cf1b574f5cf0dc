package org.menura.model.gguf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.model.gguf.Mapping.Use;

/** All tensors of a model, in the order in which a file holds them. */
public final class Layout {
    private final String gguf;
    private final String huggingFace;
    private final List<Mapping> mappings;
    private final Set<String> leftOut;
    private final Set<String> heads;
    private final List<Joint> joints;
    private final @Nullable Use biases;

    /** Tensors of the file whose rows, one behind the other, are one of the checkpoint. */
    record Joint(List<String> gguf, String huggingFace) {}

    /** Creates an empty layout. */
    public Layout() {
        this("", "", new ArrayList<>(), new HashSet<>(), new HashSet<>(), new ArrayList<>(), Use.OPTIONAL);
    }

    private Layout(
            String gguf,
            String huggingFace,
            List<Mapping> mappings,
            Set<String> leftOut,
            Set<String> heads,
            List<Joint> joints,
            @Nullable Use biases) {
        this.gguf = gguf;
        this.huggingFace = huggingFace;
        this.mappings = mappings;
        this.leftOut = leftOut;
        this.heads = heads;
        this.joints = joints;
        this.biases = biases;
    }

    /** Returns a layout of the same tensors, where names that are added get prefixes. */
    public Layout at(String ggufPath, String huggingFacePath) {
        return new Layout(
                gguf + ggufPath + ".", huggingFace + huggingFacePath + ".", mappings, leftOut, heads, joints, biases);
    }

    /** Returns a layout of the same tensors, where biases that are added count so; null adds none. */
    Layout biases(@Nullable Use use) {
        return new Layout(gguf, huggingFace, mappings, leftOut, heads, joints, use);
    }

    /** Adds a weight that is the same under two names, which lack {@code .weight}. */
    public Layout weight(String ggufName, String name) {
        return weight(ggufName, Conversions.same(), name);
    }

    /** Adds a weight that is converted; its names lack {@code .weight}. */
    public Layout weight(String ggufName, Conversion conversion, String... names) {
        return add(Use.REQUIRED, ggufName + ".weight", conversion, suffixed(names, ".weight"));
    }

    /** Adds a weight and, where a model has it, a bias; the names lack {@code .weight} and {@code .bias}. */
    public Layout weightAndBias(String ggufName, String name) {
        return weightAndBias(ggufName, Conversions.same(), name);
    }

    /** Adds a weight and, where a model has it, a bias, both converted alike. */
    public Layout weightAndBias(String ggufName, Conversion conversion, String... names) {
        weight(ggufName, conversion, names);
        return biases == null ? this : add(biases, ggufName + ".bias", conversion, suffixed(names, ".bias"));
    }

    /** Adds another way in which some files hold a weight and its bias; the names lack {@code .weight}. */
    Layout alsoAs(String ggufName, Conversion conversion, String... names) {
        add(Use.READ, ggufName + ".weight", conversion, suffixed(names, ".weight"));
        return biases == null ? this : add(Use.READ, ggufName + ".bias", conversion, suffixed(names, ".bias"));
    }

    /** Adds tensors that some files hold for one of the checkpoint; the names lack {@code .weight}. */
    Layout alsoJoined(String name, String... ggufNames) {
        List<String> parts =
                Arrays.stream(ggufNames).map(n -> gguf + n + ".weight").toList();
        joints.add(new Joint(parts, huggingFace + name + ".weight"));
        return this;
    }

    /** Adds a tensor by its full names. */
    public Layout add(Use use, String ggufName, Conversion conversion, String... names) {
        List<String> full = Arrays.stream(names).map(n -> huggingFace + n).toList();
        mappings.add(new Mapping(gguf + ggufName, full, conversion, use));
        return this;
    }

    /** Adds the head, which checkpoints of a model that uses its embeddings once more may hold for nothing. */
    public Layout head(boolean tied, String name) {
        return tied ? leaveOut(name + ".weight") : weight("output", name);
    }

    /** Adds a head that llama.cpp asks for even where the model uses its embeddings once more. */
    public Layout ownHead(boolean tied, String name, String embeddings) {
        return tied
                ? leaveOut(name + ".weight")
                        .add(Use.WRITTEN, "output.weight", Conversions.same(), embeddings + ".weight")
                : weight("output", name);
    }

    /** Passes over a tensor of the file that is none of the model's own. */
    public Layout beside(String ggufName) {
        return add(Use.READ, ggufName, Conversions.same());
    }

    /** Leaves out a tensor of the checkpoint that does nothing. */
    public Layout leaveOut(String name) {
        leftOut.add(huggingFace + name);
        return this;
    }

    /** Leaves out a layer of a head, weight and bias, that files have no place for. */
    public Layout leaveOutHead(String name) {
        for (String part : List.of(".weight", ".bias")) {
            heads.add(huggingFace + name + part);
            leaveOut(name + part);
        }
        return this;
    }

    /** Returns the mappings of tensors. */
    public List<Mapping> mappings() {
        return List.copyOf(mappings);
    }

    /** Returns what is one tensor of a checkpoint and may be several of a file. */
    List<Joint> joints() {
        return List.copyOf(joints);
    }

    /** Returns whether a tensor of a checkpoint does nothing, or belongs to a head that files have no place for. */
    public boolean leavesOut(String name) {
        return leftOut.contains(name);
    }

    /** Returns whether a tensor of a checkpoint belongs to a head that files have no place for. */
    public boolean leavesOutHead(String name) {
        return heads.contains(name);
    }

    private static String[] suffixed(String[] names, String suffix) {
        return Arrays.stream(names).map(n -> n + suffix).toArray(String[]::new);
    }
}
