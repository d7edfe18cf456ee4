# The names of the lessons, in their order, from the one list of them.
LESSONS := $(shell sed -n 's/^    ."\(lesson-[0-9a-z-]*\)", .*/\1/p' Package.swift)

.DEFAULT_GOAL := help
.PHONY: help build all-lessons test transcripts benchmark clean $(LESSONS)

help: ## this list
	@echo "A course in neural networks. What make can do:"
	@echo
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/\1|\2/p' $(firstword $(MAKEFILE_LIST)) | \
		while IFS='|' read -r name what; do printf '  %-28s %s\n' "$$name" "$$what"; done
	@printf '  %-28s %s\n' "lesson-01 and so on" 'that lesson; ARGS="--seed 1" hands on parameters'
	@echo
	@echo "The lessons:"
	@for lesson in $(LESSONS); do echo "    $$lesson"; done

build:
	@swift build

# The line at the end goes to stderr, terminal or not: it is about the walk, and no lesson's output.
all-lessons: build ## all lessons in order; with PAUSE=1 it waits for Return between them
	@folder=$$(swift build --show-bin-path) && started=$$(date +%s) && isFirst=yes && \
	for lesson in $(LESSONS); do \
		if [ -z "$$isFirst" ]; then \
			echo; \
			if [ -n "$$PAUSE" ] && [ -t 0 ] && [ -t 1 ]; then printf 'Return goes on ' >&2; read -r answer || true; fi; \
		fi; \
		isFirst=; \
		"$$folder/$$lesson" || { status=$$?; echo "$$lesson ended with status $$status" >&2; exit $$status; }; \
	done && \
	echo "$(words $(LESSONS)) lessons took $$(( $$(date +%s) - started )) s." >&2

$(LESSONS):
	@swift run $@ $(ARGS)

lesson-%:
	@lesson="$(firstword $(filter $@-%,$(LESSONS)))"; \
	if [ -z "$$lesson" ]; then echo "There is no $@; the lessons are: $(LESSONS)" >&2; exit 64; fi; \
	swift run "$$lesson" $(ARGS)

test: ## all tests
	@swift test

# A transcript is written beside the old one and then put in its place, so a lesson that fails leaves no half of one.
transcripts: build ## write anew what the lessons print, into their READMEs
	@unset LESSON_DATA; folder=$$(swift build --show-bin-path) && \
	trap 'rm -f Lessons/*/README.md.new' EXIT && trap 'exit 1' HUP INT TERM && \
	for lesson in $(LESSONS); do \
		new="Lessons/$$lesson/README.md.new"; \
		"$$folder/$$lesson" --format markdown > "$$new" && mv "$$new" "Lessons/$$lesson/README.md" || exit 1; \
	done

# ARGS="--runs 3" hands on how often each program runs.
benchmark: build ## times the course against NumPy and others; writes Sources/Benchmark/Benchmarks.md
	@"$$(swift build --show-bin-path)/benchmark" $(ARGS)

clean: ## remove what was built
	@swift package clean
