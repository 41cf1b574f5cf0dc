package org.menura.generate.batch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Who drives a batch: one thread at a time, its owner. That is the engine's own thread, or a caller that waits for the only
 * text; the caller hands the batch over when others come, and lets it be taken while its listener runs.
 */
final class Driving {
    /** An idle engine keeps its thread for so long. */
    private static final long IDLE_SECONDS = 10;

    private final Batch.Limits limits;
    private final Counts counts;
    private final Batch batch; // of the owner alone
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // guarded by lock
    private final Deque<Member> submitted = new ArrayDeque<>();
    /** The engine's own thread, idle or not. */
    private @Nullable Thread worker;
    /** The thread that drives the batch. */
    private @Nullable Thread owner;
    /** Whether the owner is a caller that hears its text at the moment, so that another thread may become the owner. */
    private boolean hearing;

    private boolean closed;
    private boolean abandoned;

    Driving(Batch batch, Batch.Limits limits, Counts counts) {
        this.batch = batch;
        this.limits = limits;
        this.counts = counts;
    }

    /** Submits texts, which any thread may drive. */
    void submit(List<Member> members) {
        lock.lock();
        try {
            put(members);
            wake();
        } finally {
            lock.unlock();
        }
    }

    /** Submits a text that a caller waits for. Returns whether the caller is the owner now, and must drive it. */
    boolean submitWaiting(Member member) {
        lock.lock();
        try {
            boolean isAlone = owner == null && submitted.isEmpty() && batch.size() == 0;
            put(List.of(member));
            if (isAlone) {
                owner = Thread.currentThread();
            } else {
                wake();
            }
            return isAlone;
        } finally {
            lock.unlock();
        }
    }

    /** Adds to what was submitted; the lock is held. */
    private void put(List<Member> members) {
        if (closed) {
            throw new IllegalStateException("the model was closed; load it again");
        }
        int waiting = counts.waiting.get();
        long most = (long) limits.queue() + Math.max(0, limits.sequences() - counts.running);
        if (waiting + (long) members.size() > most) {
            counts.refused.addAndGet(members.size());
            throw new EngineOverloadedException("%d texts wait already, and no more than %d may: try again later"
                    .formatted(waiting, limits.queue()));
        }
        counts.waiting.addAndGet(members.size());
        submitted.addAll(members);
    }

    /** Sees to it that a thread drives the batch; the lock is held. */
    private void wake() {
        if (owner != null && !hearing) {
            return; // it looks for what was submitted before each step
        }
        owner = null;
        hearing = false;
        if (worker == null) {
            worker = Thread.ofPlatform().daemon().name("menura-engine").start(this::work);
        }
        changed.signalAll();
    }

    /** Drives the batch with a single text, until that is complete or there are others. */
    void drive(Member member, Waiting waiting) {
        try {
            while (takeSubmitted(member)) {
                step();
                if (waiting.isInterrupted()) {
                    member.stop();
                }
                if (waiting.hasEvents() && !hear(waiting)) {
                    return;
                }
            }
        } catch (RuntimeException | Error e) {
            member.fail(e);
            release();
            throw e;
        }
    }

    /**
     * Takes in what was submitted. Returns whether this thread, the owner, goes on driving; otherwise it is the owner no
     * more.
     */
    private boolean takeSubmitted(Member own) {
        lock.lock();
        try {
            submitted.forEach(batch::add);
            submitted.clear();
            if (abandoned) {
                batch.fail(abandonment());
            }
            if (own.isDone()) {
                batch.removeDone();
            }
            if (batch.size() == 1 && !own.isDone()) {
                return true;
            }
            hearing = true; // so that the engine's thread may become the owner
            if (batch.size() > 0) {
                wake();
            } else {
                owner = null;
                hearing = false;
                changed.signalAll();
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Lets a caller hear its text. Returns whether it is still the owner. */
    private boolean hear(Waiting waiting) {
        lock.lock();
        hearing = true;
        lock.unlock();
        waiting.hear();
        lock.lock();
        try {
            if (owner != Thread.currentThread() || !hearing) {
                return false;
            }
            hearing = false;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Gives the batch to the engine's thread, if this thread still owns it. */
    private void release() {
        lock.lock();
        try {
            if (owner == Thread.currentThread()) {
                hearing = true;
                wake();
            }
        } finally {
            lock.unlock();
        }
    }

    private void step() {
        try {
            batch.step();
        } catch (RuntimeException | Error e) {
            batch.fail(e);
        }
    }

    private static IllegalStateException abandonment() {
        return new IllegalStateException("the model was closed before the text was complete");
    }

    /** What the engine's own thread does. */
    private void work() {
        while (admit()) {
            step();
        }
    }

    /** Takes in what was submitted; without work waits for some. Returns whether this thread is the owner now. */
    private boolean admit() {
        lock.lock();
        try {
            if (owner == Thread.currentThread() && submitted.isEmpty() && batch.size() == 0) {
                owner = null;
                changed.signalAll();
            }
            long left = TimeUnit.SECONDS.toNanos(IDLE_SECONDS);
            while (owner != Thread.currentThread() && (owner != null || submitted.isEmpty() && batch.size() == 0)) {
                if (closed && owner == null || left <= 0) {
                    worker = null;
                    changed.signalAll();
                    return false;
                }
                try {
                    left = changed.awaitNanos(left);
                } catch (InterruptedException _) {
                    continue; // nobody has a reason to interrupt this thread
                }
            }
            owner = Thread.currentThread();
            submitted.forEach(batch::add);
            submitted.clear();
            if (abandoned) {
                batch.fail(abandonment());
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether the calling thread drives the batch, and so must not wait for a text of the engine. */
    boolean isOwnThread() {
        lock.lock();
        try {
            return owner == Thread.currentThread() && !hearing;
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether no text is under way or waits. */
    boolean isIdle() {
        lock.lock();
        try {
            return submitted.isEmpty() && owner == null && batch.size() == 0;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes no more texts, and waits until those that were submitted are complete.
     *
     * @param now whether they fail at once
     * @param most how long to wait; null for as long as it takes
     * @return whether all are complete
     */
    boolean close(boolean now, @Nullable Duration most) {
        boolean interrupted = false;
        long left = most == null ? Long.MAX_VALUE : most.toNanos();
        lock.lock();
        try {
            if (owner == Thread.currentThread()) {
                throw new IllegalStateException("a listener must not close the engine that calls it");
            }
            closed = true;
            abandoned |= now;
            if (hearing || owner == null && !(submitted.isEmpty() && batch.size() == 0)) {
                wake();
            }
            changed.signalAll();
            while (!(owner == null && submitted.isEmpty() && batch.size() == 0) && left > 0) {
                try {
                    left = changed.awaitNanos(left);
                } catch (InterruptedException _) {
                    interrupted = true;
                    abandoned = true;
                }
            }
            boolean isComplete = owner == null && submitted.isEmpty() && batch.size() == 0;
            if (isComplete) {
                batch.clear();
            }
            return isComplete;
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
