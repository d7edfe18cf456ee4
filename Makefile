# The names of the lessons, in their order, from the one list of them.
LESSONS := $(shell sed -n 's/^    "\(lesson-[0-9a-z-]*\)",$$/\1/p' Package.swift)

.DEFAULT_GOAL := help
.PHONY: help build all-lessons test transcripts clean $(LESSONS)

help: ## this list
	@echo "A course in neural networks. What make can do:"
	@echo
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  \1|\2/p' $(firstword $(MAKEFILE_LIST)) | \
		while IFS='|' read -r name what; do printf '  %-28s %s\n' "$$name" "$$what"; done
	@echo "  lesson-01 and so on          that lesson; ARGS=\"--seed 1\" hands on parameters"
	@echo
	@echo "The lessons:"
	@for lesson in $(LESSONS); do echo "    $$lesson"; done

build:
	@swift build

all-lessons: build ## all lessons in order; with PAUSE=1 it waits for Return between them
	@folder=$$(swift build --show-bin-path) && started=$$(date +%s) && \
	for lesson in $(LESSONS); do \
		"$$folder/$$lesson" || { status=$$?; echo "$$lesson ended with status $$status" >&2; exit $$status; }; \
		echo; \
		if [ -n "$(PAUSE)" ] && [ -t 0 ] && [ -t 1 ]; then printf 'Return goes on ' >&2; read -r answer; fi; \
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
# They are made in order, because a lesson quotes the results of those before it.
transcripts: build ## write anew what the lessons print, into their READMEs
	@folder=$$(swift build --show-bin-path) && \
	for lesson in $(LESSONS); do \
		new="Lessons/$$lesson/README.md.new"; \
		if "$$folder/$$lesson" --format markdown > "$$new"; then mv "$$new" "Lessons/$$lesson/README.md"; \
		else rm -f "$$new"; exit 1; fi; \
	done && \
	awk 'FNR == NR { if (/^\| [0-9]+ \|/) rows = rows $$0 "\n"; next } \
		/^\| [0-9]+ \|/ { next } { print } /^\| ---: \| --- \| --- \|$$/ { printf "%s", rows }' \
		"Lessons/$(lastword $(LESSONS))/README.md" Lessons/README.md > Lessons/README.md.new && \
	mv Lessons/README.md.new Lessons/README.md

clean: ## remove what was built
	@swift package clean
